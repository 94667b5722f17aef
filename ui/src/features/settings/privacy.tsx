// What is taken out of every file before it is kept.
import { RadioGroup } from "radix-ui";
import { ipc } from "../../ipc/current";
import type { Settings } from "../../ipc/types";
import { PageBody, Row } from "./settings-sheet";
import { useChange } from "./use-change";

const policies = [
  {
    value: "location",
    name: "Every trace of a place",
    sentence:
      "GPS, city, street, previews with a position of their own, video behind the picture. Orientation, colour profile, date, camera, credit and copyright stay.",
  },
  {
    value: "everything",
    name: "Everything but the picture",
    sentence: "Only what is needed to show it stays: orientation and colour profile.",
  },
] as const;

export function Privacy({ policy }: { policy: Settings["policy"] }) {
  const change = useChange();
  return (
    <PageBody
      title="Privacy"
      sentence="Nothing goes up with a place in it. Pixels stay the same to the bit, and a second reader proves it before the file is kept."
    >
      <Row name="Taken out" sentence="Of pictures from now on">
        <RadioGroup.Root
          className="options"
          aria-label="What is taken out"
          value={policy}
          onValueChange={(value) => {
            const next = policies.find((one) => one.value === value)?.value;
            if (next) void change(() => ipc().savePolicy(next), { policy: next });
          }}
        >
          {policies.map((one) => (
            <label key={one.value} className="option" htmlFor={`policy-${one.value}`}>
              <RadioGroup.Item id={`policy-${one.value}`} value={one.value} className="radio" aria-label={one.name}>
                <RadioGroup.Indicator className="dot" />
              </RadioGroup.Item>
              <span>
                <b>{one.name}</b>
                <span className="fact second block">{one.sentence}</span>
              </span>
            </label>
          ))}
        </RadioGroup.Root>
      </Row>
      <Row name="Cannot be proved clean">
        <p className="settled second">
          A file that cannot be cleaned, or proved clean, is refused with its reason. It is never passed on half cleaned.
        </p>
      </Row>
    </PageBody>
  );
}
