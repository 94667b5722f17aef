/** The doorway: Atelier's mark. */
export function Mark() {
  return (
    <svg className="mark-logo" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M3 18V9.5a7 7 0 0 1 14 0V18z" fill="var(--ink)" />
      <path d="M7 18v-6.5a3 3 0 0 1 6 0V18z" fill="var(--frame)" />
    </svg>
  );
}
