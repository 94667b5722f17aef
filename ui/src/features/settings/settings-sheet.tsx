// Settings, page by page. What changes at once changes at once; the backend and
// the presets are saved, because half of them is of no use.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorNotice, Loading } from "../../components/notices";
import { activityQuery, settingsQuery } from "../../ipc/queries";
import type { Places, Settings } from "../../ipc/types";
import { settingsPages, type SettingsPage } from "../../lib/view";
import { About } from "./about";
import { Appearance } from "./appearance";
import { Backend } from "./backend";
import { General } from "./general";
import { Presets } from "./presets";
import { Privacy } from "./privacy";
import "./settings.css";
import { WatchedFolders } from "./watched-folders";

export function SettingsSheet({
  page,
  places,
  keyTable,
  onPage,
}: {
  page: SettingsPage;
  places: Places | undefined;
  /** The table of keys, which lives elsewhere. */
  keyTable: ReactNode;
  onPage: (page: SettingsPage) => void;
}) {
  const { data, error, refetch } = useQuery(settingsQuery);
  const { data: activity } = useQuery(activityQuery);
  const trouble = activity?.causes.some(({ remedy }) => remedy === "openSettings") ?? false;
  return (
    <div className="settings">
      <nav className="pages" aria-label="Settings">
        <h1>Settings</h1>
        {settingsPages.map((one) => (
          <button
            key={one}
            type="button"
            className={`nav-row ${one === page ? "on" : ""}`}
            aria-current={one === page ? "page" : undefined}
            onClick={() => onPage(one)}
          >
            {one}
            {one === "Backend" && trouble && <span className="trouble-dot" role="img" aria-label="needs you" />}
          </button>
        ))}
      </nav>
      {error && !data ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Page page={page} settings={data} places={places} waiting={activity?.waitingBy.reduce((sum, group) => sum + group.count, 0) ?? 0} keyTable={keyTable} />
      ) : (
        <Loading label="Reading the settings" />
      )}
    </div>
  );
}

function Page({
  page,
  settings,
  places,
  waiting,
  keyTable,
}: {
  page: SettingsPage;
  settings: Settings;
  places: Places | undefined;
  waiting: number;
  keyTable: ReactNode;
}) {
  switch (page) {
    case "General":
      return <General settings={settings} />;
    case "Backend":
      return <Backend backend={settings.backend} waiting={waiting} />;
    case "Presets":
      return <Presets presets={settings.presets} places={places} />;
    case "Privacy":
      return <Privacy policy={settings.policy} />;
    case "Watched folders":
      return <WatchedFolders watched={settings.watched} places={places} />;
    case "Keys":
      return (
        <PageBody title="Keys" sentence="Single letters act only when no field has focus; Appearance turns them off.">
          {keyTable}
        </PageBody>
      );
    case "Appearance":
      return <Appearance />;
    case "About":
      return <About settings={settings} />;
  }
}

/** A page: its name, what it is for, its rows, and a foot if something is to be saved. */
export function PageBody({
  title,
  sentence,
  foot,
  children,
}: {
  title: string;
  sentence: string;
  foot?: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      <div className="page">
        <div className="column">
          <header>
            <h2>{title}</h2>
            <p className="second">{sentence}</p>
          </header>
          {children}
        </div>
      </div>
      {foot}
    </>
  );
}

export function Row({
  name,
  sentence,
  aside,
  children,
}: {
  name: string;
  sentence?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="setting" aria-label={name}>
      <div className="name">
        <b>{name}</b>
        {sentence && <span>{sentence}</span>}
        {aside}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
