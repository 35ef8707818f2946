export const dynamic = 'force-dynamic';

export default function Page() {
  return (
    <main>
      <h1>Hello from Next.js</h1>
      <p>
        Rendered at <time>{new Date().toISOString()}</time>.
      </p>
    </main>
  );
}
