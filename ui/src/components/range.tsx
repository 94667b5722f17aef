// A slider: arrows by a step, Shift or Page by ten.
import { Slider } from "radix-ui";

export function Range({
  label,
  value,
  min,
  max,
  step,
  text,
  onChange,
  className = "",
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** What is read out: "46 % before". */
  text?: string;
  onChange: (value: number) => void;
  className?: string;
}) {
  return (
    <Slider.Root
      className={`range ${className}`}
      min={min}
      max={max}
      step={step}
      value={[value]}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(next);
      }}
    >
      <Slider.Track className="track" />
      <Slider.Thumb className="thumb" aria-label={label} {...(text ? { "aria-valuetext": text } : {})} />
    </Slider.Root>
  );
}
