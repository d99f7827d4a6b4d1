/**
 * A double of Electron's `electron` module. It runs the unmodified built main process under Node, its utility processes as
 * real child processes, and each window's page, preload script included, in a real Chromium that the test drives.
 *
 * It proves wiring and life cycle: which windows, menus, handlers and settings there are, who is asked and what is
 * answered, that ports reach pages and hosts, that processes start, die, are replaced and are gone in the end.
 * It does not prove what only Electron can: its sandbox and the isolation of the preload's world (settings are recorded;
 * here the preload shares the page's world), native menus and dialogs, fuses, packages, accelerators.
 *
 * Whatever it does not model throws and says its name: members, events, options, roles.
 */
export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { ipcMain } from './ipc-main.ts'
export { Menu } from './menu.ts'
export { MessageChannelMain } from './message-ports.ts'
export { protocol, session } from './session.ts'
export { dialog, nativeTheme, screen, shell } from './surroundings.ts'
export { utilityProcess } from './utility-process.ts'
