"""What this interpreter is, as one line of JSON. The only program here that Python 2 can run, so that it can be told apart."""
import json
import os
import platform
import sys
import sysconfig

gil_enabled = getattr(sys, "_is_gil_enabled", lambda: True)

print(
    json.dumps(
        {
            "implementation": platform.python_implementation(),
            "version": platform.python_version(),
            "major": sys.version_info[0],
            "minor": sys.version_info[1],
            # A build without the GIL may still be running with it.
            "freeThreadedBuild": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
            "gilEnabled": bool(gil_enabled()),
            # The same interpreter is often found under several names.
            "executable": os.path.realpath(sys.executable or ""),
        }
    )
)
