#!/usr/bin/python3
"""A small window that offers the given files as a file manager does: text/uri-list over XDND."""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

uris = [pathlib.Path(path).resolve().as_uri() for path in sys.argv[1:]]
# No window manager runs on the tests' display, so the place is what we ask for, and nobody lowers it.
window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.set_default_size(120, 48)
window.move(1310, 840)
box = Gtk.EventBox()
box.add(Gtk.Label(label="files"))
window.add(box)
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()
box.connect("drag-data-get", lambda _box, _context, selection, _info, _time: selection.set_uris(uris))
box.connect("drag-end", lambda *_: Gtk.main_quit())
window.connect("map-event", lambda *_: print("shown", flush=True))
window.show_all()
Gtk.main()
