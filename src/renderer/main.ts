import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { desktopBridge } from './client/desktop-bridge.ts'
import { portOpener } from './client/port-transport.ts'
import { takeCode } from './client/session-code.ts'
import { socketOpener } from './client/socket-transport.ts'
import { createLabRouter } from './router.ts'
import { startDeskSession } from './stores/desk-session.ts'
import { useSettingsStore } from './stores/settings.ts'
import './theme/roles.css'
import './theme/base.css'
import './theme/layout.css'
import './theme/controls.css'
import './theme/figures.css'

// Before the router reads the address, and before anybody else can.
const code = takeCode(window.location, window.history)
const bridge = desktopBridge()

const app = createApp(App)
app.use(createPinia())
useSettingsStore()
app.use(createLabRouter())
startDeskSession(bridge === undefined ? socketOpener(code) : portOpener(bridge))
app.mount('#app')
