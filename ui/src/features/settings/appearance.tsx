// How the window looks to this person.
import { Segmented } from "../../components/segmented";
import { Switch } from "../../components/switch";
import { prefer, usePreferences, type Preferences } from "../../lib/preferences";
import { PageBody, Row } from "./settings-sheet";

const sizes: readonly Preferences["textSize"][] = [100, 125, 150, 200];

export function Appearance() {
  const { theme, textSize, singleKeys } = usePreferences();
  return (
    <PageBody title="Appearance" sentence="For you at this computer; nobody else sees it.">
      <Row name="Theme">
        <Segmented
          label="Theme"
          value={theme}
          onChange={(next) => prefer({ theme: next })}
          segments={[
            { value: "system", label: "As the system" },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </Row>
      <Row name="Text size">
        <Segmented
          label="Text size"
          value={`${textSize}`}
          onChange={(next) => prefer({ textSize: sizes.find((size) => `${size}` === next) ?? 100 })}
          segments={sizes.map((size) => ({ value: `${size}`, label: `${size} %` }))}
        />
      </Row>
      <Row name="Single letters" sentence="E for the caption, C to compare and so on">
        <div className="flex min-h-[34px] items-center">
          <Switch label="Single letters act" checked={singleKeys} onChange={(next) => prefer({ singleKeys: next })} />
        </div>
      </Row>
      <Row name="Bands" sentence="Navigation and inspector">
        <button type="button" className="btn" onClick={() => prefer({ navWidth: null, inspectorWidth: null, navOpen: true, inspectorOpen: true })}>
          As designed
        </button>
      </Row>
    </PageBody>
  );
}
