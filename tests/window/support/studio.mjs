// A workspace with something in it: the styles, homes and rooms that the screens of the documentation show.
import { execFile } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { photos, renders, root, Workspace } from "./workspace.mjs";

const run = promisify(execFile);
const drawings = join(root, "tests/fixtures/drawings");

const coastal = [
  ["sea-view-living-room.jpg", "living_room", "Sea view living room", "Living room with a wide window over the sea", "linen", "oak"],
  ["oak-sideboard-corner.jpg", "living_room", "Oak sideboard corner", null, "oak"],
  ["blue-kitchen-island.jpg", "kitchen", "Blue kitchen island", "White kitchen with a blue island and three stools", "blue", "oak"],
  ["tiled-bath.jpg", "bathroom", "Tiled bath", "Bath with pale tiles and a window", "tiles"],
  ["bay-window-morning.jpg", "living_room", "Bay window over the harbour, linen sofa", "Bright living room with a white sofa, blue armchair and view of the sea", "linen", "bay window", "oak", "striped rug"],
  ["table-for-eight.jpg", "dining_room", "Table for eight", "Dining table with eight blue chairs under beams", "oak", "beams"],
  ["deep-blue-niche.webp", "living_room", "Deep blue niche", "Sideboard in a niche painted deep blue", "blue"],
  ["fireplace-two-chairs.jpg", "living_room", "Fireplace with two chairs", "Two blue armchairs at a white fireplace", "blue"],
  ["deep-blue-wall.jpg", "living_room", "Deep blue wall, oak shelves", "Round mirror on a deep blue wall between oak shelves", "blue", "oak"],
  ["hallway.jpg", "hallway", "Hallway", "Hallway with a blue door and striped runner", "tiles"],
  ["blue-bedroom.jpg", "bedroom", "Blue bedroom", "Bedroom with a blue bed and white panels", "blue"],
  ["sand-bedroom.jpg", "bedroom", "Sand bedroom", "Bedroom in sand tones with two lamps", "linen"],
  ["desk-by-the-window.jpg", "living_room", "Desk by the window", "Desk with a white chair below shelves", "oak"],
  ["washstand.png", "bathroom", "Washstand", null, "oak"],
  ["window-seat.webp", "bedroom", "Window seat", "Cushioned seat below a window", "linen"],
  ["blue-kitchen-run.png", "kitchen", "Blue kitchen run", "Blue cupboards along a white wall", "blue"],
  ["bay-window-evening.jpg", "living_room", "Bay window, evening", "The same bay window by lamplight", "linen"],
];

const otherStyles = [
  ["japandi", "Japandi", ["japandi", "living-room-japandi"]],
  ["mid-century", "Mid-century", ["mid-century", "living-room-mid-century"]],
  ["country-kitchen", "Country kitchen", ["country-kitchen", "green-kitchen"]],
  ["nocturne", "Nocturne", ["nocturne", "living-room-navy"]],
];

/** Makes it in `folder` and says where things are. */
export async function furnish(folder) {
  const workspace = await Workspace.create(join(folder, "Harbour Studio"));
  await workspace.addStyle("coastal", "Coastal");
  for (const [file, roomType, caption, altText, ...tags] of coastal) {
    const words = ["--room-type", roomType, "--caption", caption];
    if (altText) words.push("--alt", altText);
    await workspace.atelier("import", "style", "coastal", join(photos, file), ...words, ...tags.flatMap((tag) => ["--tag", tag]));
  }
  for (const [slug, name, names] of otherStyles) {
    await workspace.addStyle(slug, name);
    const drawn = await Promise.all(names.map((one) => draw(one, join(folder, slug, `${one}.jpg`))));
    await workspace.atelier("import", "style", slug, ...drawn);
  }
  const rooms = {
    "Lindqvist apartment": [["Living room", "living"], ["Kitchen", "kitchen"], ["Bathroom", "bathroom"]],
    "Okafor terrace": [["Dining room", "dining"]],
    "12 Mill Lane": [["Hall", "hallway"]],
  };
  for (const [title, named] of Object.entries(rooms)) {
    const { id } = await workspace.atelier("session", "add", "--title", title);
    for (const [name, type] of named) {
      await workspace.atelier("room", "add", "--session", id, "--name", name, "--room-type", type);
    }
  }
  const living = "Lindqvist apartment/Living room";
  await workspace.atelier("import", "room", living, join(photos, "living-room-before.jpg"), "--as", "photo");
  for (const style of ["coastal", "mid-century", "terracotta"]) {
    await workspace.atelier("import", "room", living, join(renders, `living-room-${style}.png`), "--as", "render");
  }
  await workspace.atelier("import", "room", living, await draw("floor-plan", join(folder, "plan", "floor-plan.jpg")), "--as", "floorplan");
  const kitchen = "Lindqvist apartment/Kitchen";
  await workspace.atelier("import", "room", kitchen, join(photos, "old-kitchen.jpg"), join(photos, "old-kitchen-door.jpg"), "--as", "photo");
  await workspace.atelier("import", "room", "Okafor terrace/Dining room", join(photos, "old-dining-table.jpg"), "--as", "photo");
  await workspace.atelier("import", "room", "12 Mill Lane/Hall", await draw("old-hallway", join(folder, "hall", "IMG_4410.jpg")), "--as", "photo");
  await workspace.atelier("variants", "run");
  return workspace;
}

/** A day's photos of a kitchen: most say where they were taken, two are there already, two cannot be used. */
export async function kitchenPhotos(folder) {
  await mkdir(folder, { recursive: true });
  const rooms = ["old-kitchen", "old-kitchen-corner", "old-kitchen-hood", "old-kitchen-sink", "old-kitchen-door", "old-dining-table"];
  const views = ["100%x100%+0+0", "72%x72%+0+0", "64%x70%+300+60", "60%x60%+120+180", "80%x74%+160+120"];
  const taken = [];
  for (const room of rooms) {
    const whole = await draw(room, join(folder, "..", "drawn", `${room}.png`));
    for (const view of views) {
      const file = join(folder, `IMG_${2240 + taken.length}.jpg`);
      await run("convert", [whole, "-gravity", "NorthWest", "-crop", view, "+repage", "-quality", "92", file]);
      taken.push(file);
    }
  }
  const placed = taken.filter((_, at) => at % 7 !== 3);
  await run("exiftool", ["-q", "-overwrite_original", "-GPSLatitude=59.3293", "-GPSLatitudeRef=N", "-GPSLongitude=18.0686", "-GPSLongitudeRef=E", "-Model=Pocket 5", ...placed]);
  await run("exiftool", ["-q", "-overwrite_original", "-XMP-photoshop:City=Stockholm", ...placed.slice(0, 6)]);
  await copyFile(join(photos, "old-kitchen.jpg"), join(folder, "IMG_2238.jpg"));
  await copyFile(join(photos, "old-kitchen-door.jpg"), join(folder, "IMG_2239.jpg"));
  await copyFile(join(root, "tests/fixtures/bad/cut-short.jpg"), join(folder, "IMG_2250-cut.jpg"));
  await copyFile(join(root, "tests/fixtures/bad/word-document.jpg"), join(folder, "notes.jpg"));
  return folder;
}

async function draw(name, file) {
  await mkdir(join(file, ".."), { recursive: true });
  const svg = join(drawings, `${name}.svg`);
  const { stdout } = await run("rsvg-convert", ["--width", "1600", "--keep-aspect-ratio", svg], { encoding: "buffer", maxBuffer: 64 * 1024 * 1024 });
  const convert = execFile("convert", ["png:-", "-background", "white", "-flatten", "-quality", "90", file]);
  convert.stdin.end(stdout);
  await new Promise((resolve, reject) => convert.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`convert ended with ${code}`)))));
  return file;
}
