/** What runs in the workbench is .next/standalone: a server with everything it needs. It has no network, and so no image optimiser. */
export default {
  output: 'standalone',
  outputFileTracingRoot: import.meta.dirname,
  outputFileTracingExcludes: { '*': ['node_modules/sharp/**', 'node_modules/@img/**'] },
  images: { unoptimized: true },
};
