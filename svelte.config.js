import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const template = readFileSync(new URL('src/app.html', import.meta.url), 'utf8');
/** The only script that stands in every page. */
const [, inlineScript = ''] = /<script>([^]*?)<\/script>/.exec(template) ?? [];
const inlineHash = /** @type {const} */ (
  `sha256-${createHash('sha256').update(inlineScript).digest('base64')}`
);

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    adapter: adapter({ precompress: true }),
    // The HTTP server in front of SvelteKit (server/http) refuses foreign origins for pages, API and sockets
    // alike.
    csrf: { trustedOrigins: [] },
    csp: {
      mode: 'nonce',
      directives: {
        'default-src': ['self'],
        'script-src': ['self', inlineHash],
        'style-src': ['self'],
        // Positions of popovers and column widths are style attributes; they cannot load or run anything.
        'style-src-attr': ['unsafe-inline'],
        // Pictures of a text are part of it.
        'img-src': ['self', 'data:'],
        'connect-src': ['self'],
        'frame-src': ['none'],
        'media-src': ['none'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'frame-ancestors': ['none']
      }
    },
    version: { pollInterval: 0 }
  }
};
