// What this is.
import type { Settings } from "../../ipc/types";
import { PageBody, Row } from "./settings-sheet";

export function About({ settings }: { settings: Settings }) {
  return (
    <PageBody title="About" sentence="Atelier, for the people who curate a home-renovation platform's pictures.">
      <Row name="Version">
        <p className="settled num selectable">{settings.version}</p>
      </Row>
      <Row name="Licence">
        <p className="settled">MIT or Apache 2.0, as you like</p>
      </Row>
      <Row name="Type">
        <p className="settled second">Inter and Geist Mono, under the SIL Open Font License</p>
      </Row>
    </PageBody>
  );
}
