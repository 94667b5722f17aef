// The window without a core, for `npm run dev` in a browser:
// ?studio=empty, ?studio=full&count=10000, ?theme=dark, ?error=listPictures, ?hang=listPictures
import type { Gateway } from "../ipc/gateway";
import { prefer } from "../lib/preferences";
import { fakeGateway, refusal, type FakeGateway } from "./fake-gateway";
import { emptyStudio, fullStudio, harbourStudio } from "./studio";

export function demonstration(wishes: URLSearchParams): Gateway {
  const studio =
    wishes.get("studio") === "empty"
      ? emptyStudio()
      : wishes.get("studio") === "full"
        ? fullStudio(Number(wishes.get("count") ?? 10_000))
        : harbourStudio();
  const fake = fakeGateway(studio);
  fake.slow = 60;
  const theme = wishes.get("theme");
  if (theme === "light" || theme === "dark") prefer({ theme });
  const error = wishes.get("error");
  if (error) fake.fail(error as keyof Gateway, refusal("unreadable", "The catalogue cannot be read. Nothing is lost: a copy from this morning lies beside it. Close Atelier and run atelier doctor."));
  const hang = wishes.get("hang");
  if (hang) fake.hang(hang as keyof Gateway);
  (window as unknown as { studio: FakeGateway }).studio = fake;
  return fake;
}
