// What is being done now, each with the way to stop it.
import { ArrowUp, ImagePlus, Layers, X } from "lucide-react";
import { GlyphButton } from "../../components/button";
import { Thumb } from "../../components/thumb";
import type { Activity, Job } from "../../ipc/types";
import { count, many, size } from "../../lib/words";

const glyphs = { upload: ArrowUp, variants: Layers, import: ImagePlus };

const resting: Record<Activity["state"], string> = {
  none: "Nothing runs. Everything is kept on this computer until a backend is set.",
  idle: "Nothing runs. Everything is where it should be.",
  working: "Getting ready.",
  offline: "No network. Everything is saved here and goes up by itself later.",
  paused: "Paused. Everything is saved here and waits until you go on.",
};

function restingWords({ state, toMake, variantsPaused }: Activity): string {
  const held = variantsPaused && toMake > 0;
  return held && state !== "paused" ? `Variants are paused: ${many(toMake, "waits", "wait")} until you go on.` : resting[state];
}

export function Jobs({ activity, onCancel }: { activity: Activity; onCancel: (id: string) => void }) {
  return (
    <section aria-labelledby="jobs-title">
      <h2 id="jobs-title" className="part">
        Now
      </h2>
      {activity.jobs.length === 0 && <p className="second">{restingWords(activity)}</p>}
      {activity.jobs.map((job) => (
        <JobRow key={job.id} job={job} onCancel={() => onCancel(job.id)} />
      ))}
    </section>
  );
}

function JobRow({ job, onCancel }: { job: Job; onCancel: () => void }) {
  const show = (value: number) => (job.unit === "bytes" ? size(value) : count(value));
  const rate = job.rate === null ? null : job.unit === "bytes" ? `${size(job.rate)}/s` : `${count(job.rate)} a second`;
  const note = job.note && job.note.charAt(0).toLowerCase() + job.note.slice(1);
  const facts = [`${show(job.done)} of ${show(job.total)}`, note].filter(Boolean).join(", ");
  const Glyph = glyphs[job.kind];
  return (
    <div className="job">
      {job.coverId === null ? (
        <span className="job-cover glyph-cover">
          <Glyph className="glyph" aria-hidden="true" />
        </span>
      ) : (
        <Thumb id={job.coverId} className="job-cover" />
      )}
      <div className="min-w-0 flex-1">
        <div className="flex gap-2">
          <span className="min-w-0 flex-1 truncate">{job.title}</span>
          <span className="fact third num">{rate}</span>
        </div>
        <div
          className="bar accent my-1.5"
          role="progressbar"
          aria-label={job.title}
          aria-valuemin={0}
          aria-valuemax={job.total}
          aria-valuenow={job.done}
        >
          <i style={{ transform: `scaleX(${job.total > 0 ? job.done / job.total : 0})` }} />
        </div>
        <div className="fact third num">{facts}</div>
      </div>
      <GlyphButton label={`Cancel ${job.title}`} side="left" onClick={onCancel}>
        <X className="glyph" aria-hidden="true" />
      </GlyphButton>
    </div>
  );
}
