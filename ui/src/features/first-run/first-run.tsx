// The first screen of a new workspace: what to do, and what one may count on.
import { FolderLock, ShieldCheck, WifiOff } from "lucide-react";
import { Button } from "../../components/button";
import { Kbd } from "../../components/kbd";
import drawing from "./sea-view.webp";
import "./first-run.css";

export function FirstRun({
  onFolder,
  onStyle,
  onSession,
}: {
  onFolder: () => void;
  onStyle: () => void;
  onSession: () => void;
}) {
  return (
    <div className="first-run" data-drop="first-run">
      <div className="wall">
        <Frames />
        <img src={drawing} alt="" />
      </div>
      <h1>Drop pictures to begin</h1>
      <p>
        A folder, a few files, or pictures straight from the browser.
        <br />
        You see what will happen before anything does.
      </p>
      <div className="acts">
        <Button look="primary" large onClick={onFolder}>
          Choose a folder <Kbd name="addFiles" />
        </Button>
        <Button large onClick={onStyle}>
          New style
        </Button>
        <Button large onClick={onSession}>
          New session
        </Button>
      </div>
      <ul>
        <li>
          <ShieldCheck className="glyph" aria-hidden="true" />
          <span>
            <b>Where it was taken stays here.</b> GPS and addresses come out of every file before it goes up.
          </span>
        </li>
        <li>
          <WifiOff className="glyph" aria-hidden="true" />
          <span>
            <b>No network needed.</b> Everything is kept here and syncs once you connect a backend.
          </span>
        </li>
        <li>
          <FolderLock className="glyph" aria-hidden="true" />
          <span>
            <b>Your files stay yours.</b> Atelier copies; it never moves or changes the originals.
          </span>
        </li>
      </ul>
    </div>
  );
}

const frames: readonly (readonly [x: number, y: number, width: number, height: number])[] = [
  [24, 40, 206, 138],
  [246, 40, 104, 138],
  [366, 40, 184, 138],
  [566, 40, 138, 138],
  [24, 194, 138, 104],
  [178, 194, 172, 104],
  [366, 194, 78, 104],
  [460, 194, 244, 104],
];

/** The empty wall, one frame taken. */
function Frames() {
  return (
    <svg viewBox="0 0 760 330" aria-hidden="true">
      <g fill="none" stroke="var(--line-strong)" strokeWidth="1.5">
        {frames.map(([x, y, width, height], at) => (
          <rect key={at} x={x} y={y} width={width} height={height} rx="2" strokeDasharray={at === 2 ? "0" : "5 5"} />
        ))}
      </g>
    </svg>
  );
}
