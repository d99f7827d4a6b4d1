import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { fileURLToPath } from 'node:url'

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: at('src/main/main.ts'),
          'utility-host-main': at('src/host/utility-host-main.ts'),
          'worker-main': at('src/node/worker-main.ts'),
          'search-main': at('src/node/search-main.ts'),
          'process-main': at('src/node/process-main.ts'),
          'process-lifeline': at('src/node/process-lifeline.ts'),
        },
        // Files find one another by their place: entries and chunks all lie in one folder, as sources do in theirs.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      sourcemap: true,
      rolldownOptions: {
        input: { preload: at('src/preload/preload.ts') },
        // A sandboxed preload script cannot be a module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    // The same files are served by app:// and by the browser shell's server.
    base: './',
    plugins: [vue()],
    build: {
      outDir: at('out/renderer'),
      sourcemap: false,
      minify: true,
      // It would be an inline script, which the page's policy forbids.
      modulePreload: { polyfill: false },
      // Data URLs of scripts and fonts are forbidden too.
      assetsInlineLimit: 0,
      // What counts is what crosses the wire; a test holds that below 400 kB.
      chunkSizeWarningLimit: 800,
      rolldownOptions: { input: { index: at('src/renderer/index.html') } },
    },
  },
})
