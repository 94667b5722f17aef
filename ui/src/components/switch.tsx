// On or off.
import { Switch as Radix } from "radix-ui";

export function Switch({
  label,
  checked,
  onChange,
  id,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  id?: string;
}) {
  return (
    <Radix.Root className="switch" aria-label={label} checked={checked} onCheckedChange={onChange} {...(id ? { id } : {})}>
      <Radix.Thumb />
    </Radix.Root>
  );
}
