/** A line of rates, newest at the end; its top is the largest of them. */
export function Spark({ rates, most = 300 }: { rates: readonly number[]; most?: number }) {
  const width = 272;
  const height = 56;
  const top = Math.max(1, ...rates);
  const step = width / (most - 1);
  const from = width - (rates.length - 1) * step;
  const points = rates.map((rate, at) => `${(from + at * step).toFixed(1)},${(height - (rate / top) * (height - 4)).toFixed(1)}`);
  return (
    <svg className="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={`M${from},${height} L${points.join(" L")} L${width},${height} Z`} fill="var(--active)" />
      <polyline points={points.join(" ")} fill="none" stroke="var(--ink-2)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line)" />
    </svg>
  );
}
