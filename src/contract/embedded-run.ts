/** Where an HTML report carries its run along. What stands between holds no `<`: it is JSON with that escaped. */
export const EMBEDDED_BEGINS = '<script type="application/json" id="run">'
export const EMBEDDED_ENDS = '</script>'
