// Zoom and pan of one picture in a stage. Scale 1 shows it whole. Pure.

export interface Zoom {
  scale: number;
  /** Of the picture's middle from the stage's middle, in CSS pixels. */
  x: number;
  y: number;
}

export interface Box {
  width: number;
  height: number;
}

export const whole: Zoom = { scale: 1, x: 0, y: 0 };

/** How large the picture is when it is shown whole; never larger than it is. */
export function fitted(picture: Box, stage: Box): Box {
  if (picture.width <= 0 || picture.height <= 0) return { width: 0, height: 0 };
  const by = Math.min(1, stage.width / picture.width, stage.height / picture.height);
  return { width: picture.width * by, height: picture.height * by };
}

/** The scale at which one pixel of the picture is one of the screen. */
export function realScale(picture: Box, stage: Box): number {
  const { width } = fitted(picture, stage);
  return width > 0 ? picture.width / width : 1;
}

/** Zooms so that what lies under `at` (from the stage's middle) stays there. */
export function zoomAt(zoom: Zoom, scale: number, at: { x: number; y: number }, picture: Box, stage: Box): Zoom {
  const most = Math.max(4, realScale(picture, stage) * 4);
  const next = Math.min(most, Math.max(1, scale));
  const by = next / zoom.scale;
  return panTo(
    { scale: next, x: at.x - (at.x - zoom.x) * by, y: at.y - (at.y - zoom.y) * by },
    picture,
    stage,
  );
}

/** Keeps the picture over the stage: no empty border while it is larger, the middle while it is not. */
export function panTo(zoom: Zoom, picture: Box, stage: Box): Zoom {
  return keepOver(zoom, fitted(picture, stage), stage);
}

/** The same for a picture that is this large at scale 1. */
export function keepOver(zoom: Zoom, { width, height }: Box, stage: Box): Zoom {
  const room = (size: number, space: number) => Math.max(0, (size * zoom.scale - space) / 2);
  const clamp = (value: number, most: number) => Math.min(most, Math.max(-most, value));
  return {
    scale: zoom.scale,
    x: clamp(zoom.x, room(width, stage.width)),
    y: clamp(zoom.y, room(height, stage.height)),
  };
}
