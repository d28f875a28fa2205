// Serves and builds the screens on the made-up core, for looking at them and
// for the browser checks. The product is built by vite.config.ts.
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/v/',
  publicDir: false,
  plugins: [{
    name: 'one-page',
    configureServer: (server) => {
      server.middlewares.use((req, _res, next) => {
        if (req.headers.accept?.includes('text/html')) req.url = '/v/dev.html'
        next()
      })
    },
  }],
  build: { target: 'es2022', emptyOutDir: true, rolldownOptions: { input: 'dev.html' } },
})
