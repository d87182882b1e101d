import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (...parts: string[]) => resolve(import.meta.dirname, ...parts);

/**
 * Three builds into `out/`: main (ES modules, packages stay outside), preload (one CommonJS file, because a sandboxed
 * preload cannot load modules), renderer (plain files that any host can serve: relative addresses, nothing inline).
 */
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      sourcemap: true,
      rolldownOptions: { input: at('src-main/electron/main.ts'), output: { format: 'es', entryFileNames: 'main.js' } },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: at('src-main/electron/preload.ts'),
        output: { format: 'cjs', entryFileNames: 'preload.cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    base: './',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      // The content security policy allows files of our own origin only: no data: addresses, no inline scripts.
      assetsInlineLimit: 0,
      minify: 'oxc',
      modulePreload: { polyfill: false },
      // Loaded from this machine, not over a network.
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: at('src-renderer/index.html') },
    },
  },
});
