// The theme comes first: it settles the order of the style layers.
import "./theme/index.css";
import "@fontsource-variable/geist-mono";
import "@fontsource-variable/inter/opsz.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { connect } from "./ipc/current";
import { tauriGateway } from "./ipc/tauri-gateway";

async function start() {
  // In a plain browser there is no core: `npm run dev` shows drawn rooms instead.
  if (import.meta.env.MODE !== "production" && !("__TAURI_INTERNALS__" in window)) {
    const { demonstration } = await import("./testing/demonstration");
    connect(demonstration(new URLSearchParams(location.search)));
  } else {
    connect(tauriGateway());
  }
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root.");
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
