// Puts the person's theme and text size on the page.
import { useEffect } from "react";
import { usePreferences } from "../lib/preferences";

export function useTheme(): void {
  const { theme, textSize } = usePreferences();
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      const chosen = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
      document.documentElement.dataset["theme"] = chosen;
    };
    apply();
    dark.addEventListener("change", apply);
    return () => dark.removeEventListener("change", apply);
  }, [theme]);
  useEffect(() => {
    document.documentElement.style.fontSize = textSize === 100 ? "" : `${textSize}%`;
  }, [textSize]);
}
