import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import ts from "typescript-eslint";

const features = [
  "activity",
  "compare",
  "first-run",
  "import",
  "inspector",
  "keys",
  "lightbox",
  "loupe",
  "navigation",
  "palette",
  "pictures",
  "settings",
];

/** Arrows point down: components, lib, ipc -> features -> app. */
const forbid = (patterns) => ({
  "no-restricted-imports": ["error", { patterns }],
});

const bridge = {
  group: ["@tauri-apps/*"],
  message: "Only ipc/ speaks to the shell.",
};
const up = {
  group: ["**/app/*", "**/features/*", "**/features/**"],
  message: "components, lib, ipc and theme know neither features nor app.",
};
const tests = {
  group: ["**/testing/*", "**/testing/**"],
  message: "What tests share stays out of the window.",
};

export default ts.config(
  { ignores: ["dist", "src/ipc/generated", "coverage"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  hooks.configs.flat["recommended-latest"],
  a11y.flatConfigs.strict,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // These speak to the React compiler, which this window does without.
      "react-hooks/immutability": "off",
      "react-hooks/incompatible-library": "off",
      "react-hooks/preserve-manual-memoization": "off",
      "react-hooks/refs": "off",
      "react-hooks/set-state-in-effect": "off",
      // Bands, stages and rubber bands hear the pointer; each has its keys elsewhere.
      "jsx-a11y/no-static-element-interactions": "off",
      "jsx-a11y/no-noninteractive-element-interactions": "off",
      "max-lines": ["error", { max: 600, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["eslint.config.js"], ...ts.configs.disableTypeChecked, languageOptions: { globals: globals.node } },
  {
    files: ["src/{components,lib,theme}/**"],
    ignores: ["**/*.test.{ts,tsx}"],
    rules: forbid([bridge, up, tests]),
  },
  {
    files: ["src/ipc/**"],
    ignores: ["**/*.test.{ts,tsx}"],
    rules: forbid([
      up,
      tests,
      { group: ["**/components/*"], message: "ipc carries data; it draws nothing." },
    ]),
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    ignores: ["**/*.test.{ts,tsx}"],
    rules: forbid([
      bridge,
      tests,
      { group: ["**/app/*"], message: "Features do not know where they meet." },
      {
        group: features.filter((other) => other !== feature).map((other) => `**/${other}/*`),
        message: "Features never import features; they meet in app/.",
      },
    ]),
  })),
  { files: ["src/app/**"], ignores: ["**/*.test.{ts,tsx}"], rules: forbid([bridge, tests]) },
  {
    files: ["**/*.test.{ts,tsx}", "src/testing/**"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/unbound-method": "off",
      // What stands in for the core answers at once, and refuses with plain data.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
    },
  },
);
