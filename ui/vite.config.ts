import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  // The oldest WebKitGTK that Debian 12 and Ubuntu 24.04 ship.
  // Nothing is inlined: the policy of the window lets fonts come from files only.
  build: { assetsInlineLimit: 0, target: "safari16.4", outDir: "dist", emptyOutDir: true, chunkSizeWarningLimit: 900 },
  test: {
    environment: "jsdom",
    globals: true,
    setupFiles: ["src/testing/setup.ts"],
    css: false,
    // Two cores, and axe is slow on whole screens.
    testTimeout: 30_000,
  },
});
