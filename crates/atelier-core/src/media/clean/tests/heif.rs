//! Small HEIF files, built box by box. What they show is no real picture: no
//! test here decodes it.

/// The compressed picture of every file built here.
pub(super) const PICTURE: &[u8] = b"\x28\x01\xAF compressed picture \x9D\x77";

/// A box.
pub(super) fn atom(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    let mut out = (data.len() as u32 + 8).to_be_bytes().to_vec();
    out.extend(name);
    out.extend(data);
    out
}

/// An item of a file.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) id: u32,
    pub(super) kind: [u8; 4],
    /// Name, content type and so on, each with its zero.
    pub(super) words: Vec<u8>,
    /// The pieces that its content is cut into.
    pub(super) pieces: Vec<Vec<u8>>,
    /// Whether it lies in the box of small content.
    pub(super) is_small: bool,
    pub(super) is_hidden: bool,
    pub(super) is_protected: bool,
    /// What it says of others.
    pub(super) says: Vec<([u8; 4], Vec<u32>)>,
    /// Its properties, counted from one; the highest bit makes one essential.
    pub(super) properties: Vec<u8>,
}

impl Item {
    pub(super) fn new(id: u32, kind: &[u8; 4], content: &[u8]) -> Self {
        Self {
            id,
            kind: *kind,
            words: vec![0],
            pieces: vec![content.to_vec()],
            is_small: false,
            is_hidden: false,
            is_protected: false,
            says: Vec::new(),
            properties: Vec::new(),
        }
    }

    /// The picture that is shown.
    pub(super) fn picture() -> Self {
        Self::new(1, b"hvc1", PICTURE).with(&[0x81, 2])
    }

    /// An Exif block about an item.
    pub(super) fn exif(id: u32, block: &[u8], about: u32) -> Self {
        Self::new(id, b"Exif", &[&[0; 4], block].concat()).saying(b"cdsc", about)
    }

    /// An XMP packet about an item.
    pub(super) fn xmp(id: u32, packet: &[u8], about: u32) -> Self {
        Self::new(id, b"mime", packet)
            .called(b"\0application/rdf+xml\0")
            .saying(b"cdsc", about)
    }

    pub(super) fn with(mut self, properties: &[u8]) -> Self {
        self.properties = properties.to_vec();
        self
    }

    pub(super) fn called(mut self, words: &[u8]) -> Self {
        self.words = words.to_vec();
        self
    }

    pub(super) fn saying(mut self, what: &[u8; 4], of: u32) -> Self {
        self.says.push((*what, vec![of]));
        self
    }

    pub(super) fn small(mut self) -> Self {
        self.is_small = true;
        self
    }

    pub(super) fn hidden(mut self) -> Self {
        self.is_hidden = true;
        self
    }

    /// Cuts the content after so many bytes each.
    pub(super) fn in_pieces_of(mut self, len: usize) -> Self {
        let content = self.pieces.concat();
        self.pieces = content.chunks(len).map(<[u8]>::to_vec).collect();
        self
    }
}

/// A file in the making.
#[derive(Clone)]
pub(super) struct Heif {
    pub(super) brand: &'static [u8; 4],
    pub(super) items: Vec<Item>,
    pub(super) properties: Vec<Vec<u8>>,
    /// Further boxes beside the tables.
    pub(super) beside_tables: Vec<Vec<u8>>,
    /// Further boxes between tables and content.
    pub(super) between: Vec<Vec<u8>>,
    /// What follows the content.
    pub(super) behind: Vec<u8>,
    /// What lies between the pieces of content.
    pub(super) gap: Vec<u8>,
    pub(super) iloc_version: u8,
    /// How many bytes offsets, lengths and bases take.
    pub(super) sizes: (u8, u8, u8),
    pub(super) method: u16,
    pub(super) source: u16,
    pub(super) handler_name: Vec<u8>,
}

impl Heif {
    /// A file of these items, the first of which is shown: 64 x 48 pixels.
    pub(super) fn of(items: Vec<Item>) -> Self {
        Self {
            brand: b"heic",
            items,
            properties: vec![atom(b"hvcC", &[&[1; 23]]), size(64, 48)],
            beside_tables: Vec::new(),
            between: Vec::new(),
            behind: Vec::new(),
            gap: Vec::new(),
            iloc_version: 1,
            sizes: (4, 4, 0),
            method: 0,
            source: 0,
            handler_name: vec![0],
        }
    }

    /// Writes the file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let head = atom(b"ftyp", &[self.brand, &[0; 4], b"mif1", self.brand]);
        let between = self.between.concat();
        let meta_len = self.meta(0).len();
        let start = head.len() + meta_len + between.len() + 8;
        let mut content = self.gap.clone();
        for item in self.items.iter().filter(|item| !item.is_small) {
            for piece in &item.pieces {
                content.extend(piece);
                content.extend(&self.gap);
            }
        }
        let content = atom(b"mdat", &[&content]);
        [
            head,
            self.meta(start),
            between,
            content,
            self.behind.clone(),
        ]
        .concat()
    }

    fn meta(&self, start: usize) -> Vec<u8> {
        let handler = [
            b"\0\0\0\0\0\0\0\0pict".as_slice(),
            &[0; 12],
            &self.handler_name,
        ]
        .concat();
        let mut entries = Vec::new();
        let mut said = Vec::new();
        let mut associations = Vec::new();
        let mut associated = 0_u32;
        let small: Vec<u8> = self
            .items
            .iter()
            .filter(|item| item.is_small)
            .flat_map(|item| item.pieces.concat())
            .collect();
        for item in &self.items {
            entries.extend(entry(item));
            for (what, of) in &item.says {
                let ids: Vec<u8> = of
                    .iter()
                    .flat_map(|id| (*id as u16).to_be_bytes())
                    .collect();
                let head = [
                    (item.id as u16).to_be_bytes(),
                    (of.len() as u16).to_be_bytes(),
                ];
                said.extend(atom(what, &[&head.concat(), &ids]));
            }
            if !item.properties.is_empty() {
                associated += 1;
                associations.extend((item.id as u16).to_be_bytes());
                associations.push(item.properties.len() as u8);
                associations.extend(&item.properties);
            }
        }
        let first = (self.items[0].id as u16).to_be_bytes();
        let count = (self.items.len() as u16).to_be_bytes();
        atom(
            b"meta",
            &[
                &[0; 4],
                &atom(b"hdlr", &[&handler]),
                &atom(b"pitm", &[&[0; 4], &first]),
                &atom(b"iloc", &[&self.locations(start)]),
                &atom(b"iinf", &[&[0; 4], &count, &entries]),
                &atom(b"iref", &[&[0; 4], &said]),
                &atom(
                    b"iprp",
                    &[
                        &atom(b"ipco", &[&self.properties.concat()]),
                        &atom(
                            b"ipma",
                            &[&[0; 4], &associated.to_be_bytes(), &associations],
                        ),
                    ],
                ),
                &if small.is_empty() {
                    Vec::new()
                } else {
                    atom(b"idat", &[&small])
                },
                &self.beside_tables.concat(),
            ],
        )
    }

    fn locations(&self, start: usize) -> Vec<u8> {
        let (offset, length, base) = self.sizes;
        let mut out = vec![self.iloc_version, 0, 0, 0, offset << 4 | length, base << 4];
        let id_len = if self.iloc_version == 2 { 4 } else { 2 };
        put(&mut out, id_len, self.items.len());
        let (mut at, mut small_at) = (self.gap.len(), 0);
        for item in &self.items {
            put(&mut out, id_len, item.id as usize);
            if self.iloc_version > 0 {
                let method = if item.is_small { 1 } else { self.method };
                put(&mut out, 2, usize::from(method));
            }
            put(&mut out, 2, usize::from(self.source));
            let from = if item.is_small { 0 } else { start };
            put(&mut out, base, from);
            put(&mut out, 2, item.pieces.len());
            for piece in &item.pieces {
                let place = if item.is_small {
                    &mut small_at
                } else {
                    &mut at
                };
                put(
                    &mut out,
                    offset,
                    if base > 0 { *place } else { from + *place },
                );
                put(&mut out, length, piece.len());
                *place += piece.len();
                if !item.is_small {
                    *place += self.gap.len();
                }
            }
        }
        out
    }
}

fn entry(item: &Item) -> Vec<u8> {
    let flags = [2, 0, 0, u8::from(item.is_hidden)];
    let id = (item.id as u16).to_be_bytes();
    let key = [0, u8::from(item.is_protected)];
    atom(b"infe", &[&flags, &id, &key, &item.kind, &item.words])
}

fn put(out: &mut Vec<u8>, len: u8, value: usize) {
    let bytes = (value as u64).to_be_bytes();
    out.extend(&bytes[8 - usize::from(len)..]);
}

/// The size of an item.
pub(super) fn size(width: u32, height: u32) -> Vec<u8> {
    atom(
        b"ispe",
        &[&[0; 4], &width.to_be_bytes(), &height.to_be_bytes()],
    )
}

/// What an auxiliary picture is for.
pub(super) fn purpose(text: &str) -> Vec<u8> {
    atom(b"auxC", &[&[0; 4], text.as_bytes(), &[0]])
}

/// A track: what handles it, its frames, where they begin, and further boxes.
pub(super) fn track(handler: &[u8; 4], frames: &[&[u8]], at: usize, more: &[u8]) -> Vec<u8> {
    let number = |n: usize| (n as u32).to_be_bytes();
    let sizes: Vec<u8> = frames
        .iter()
        .flat_map(|frame| number(frame.len()))
        .collect();
    let mut settings = [0; 78];
    settings[24..28].copy_from_slice(&[0, 64, 0, 48]);
    let entry = atom(
        b"av01",
        &[&settings, &atom(b"av1C", &[&[0x81, 0, 0x0C, 0]])],
    );
    let one = number(1);
    let tables = atom(
        b"stbl",
        &[
            &atom(b"stsd", &[&[0; 4], &one, &entry]),
            &atom(b"stsz", &[&[0; 8], &number(frames.len()), &sizes]),
            &atom(b"stsc", &[&[0; 4], &one, &one, &number(frames.len()), &one]),
            &atom(b"stco", &[&[0; 4], &one, &number(at)]),
        ],
    );
    let handler = [b"\0\0\0\0\0\0\0\0".as_slice(), handler, &[0; 13]].concat();
    atom(
        b"trak",
        &[
            &atom(b"tkhd", &[&[0; 84]]),
            &atom(
                b"mdia",
                &[
                    &atom(b"mdhd", &[&[0; 24]]),
                    &atom(b"hdlr", &[&handler]),
                    &atom(b"minf", &[&atom(b"vmhd", &[&[0; 12]]), &tables]),
                ],
            ),
            more,
        ],
    )
}
