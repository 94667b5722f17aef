/*
 * One reading of a JPEG, and its picture at several sizes.
 *
 * Most of what a small decode takes goes into Huffman's codes, which a larger
 * decode of the same file has read already. So the library's decoders go side by
 * side, one for each size: the first reads, and what it reads is handed on to the
 * others, which have no data of their own. Each does all else by itself, so the
 * pictures are what as many decodes would have made.
 *
 * Anything odd ends the work: the file is then decoded once for each size, by the
 * library's own ways, which say what is wrong with it.
 */

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

/* The most sizes: the library's whole, half, quarter and eighth. */
#define SIZES 4

/* Rows of MCUs that the first decoder may be ahead. It reads two before it
 * returns its first line, as it looks at the lines below; more than one block
 * high, a picture of one component has as many rows in each. */
#define ROWS_AHEAD (2 * MAX_SAMP_FACTOR)

/* Lines that are asked for at once. */
#define LINES 8

/* How the library's own struct begins, in jpegint.h, which is not installed. */
struct jpeg_entropy_decoder {
  void (*start_pass)(j_decompress_ptr decoder);
  boolean (*decode_mcu)(j_decompress_ptr decoder, JBLOCKROW *mcu);
};

/* Where the lines of one size go. */
struct size {
  unsigned divisor;
  size_t width;
  size_t height;
  uint8_t *pixels;
};

struct reading;

/* The decoder of one size. */
struct decoder {
  struct jpeg_decompress_struct library;
  struct reading *reading;
  /* MCUs that were taken from the ring. */
  size_t taken;
};

struct reading {
  struct jpeg_error_mgr errors;
  jmp_buf odd;
  int count;
  struct decoder decoders[SIZES];
  boolean (*decode_mcu)(j_decompress_ptr decoder, JBLOCKROW *mcu);
  /* MCUs that the first decoder read, for the others: a ring. */
  JBLOCK *ring;
  size_t capacity;
  size_t put;
};

static void give_up(j_common_ptr library) {
  struct decoder *decoder = library->client_data;
  longjmp(decoder->reading->odd, 1);
}

/* Warnings have a negative level. These two are of scans that are odd but
 * whole: HARMLESS in jpeg.rs, where only their texts are known. */
static void notice(j_common_ptr library, int level) {
  int code = library->err->msg_code;
  if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_NOT_SEQUENTIAL)
    give_up(library);
}

static void say_nothing(j_common_ptr library) { (void)library; }

static JBLOCK *place(const struct reading *reading, size_t mcu, size_t blocks) {
  return reading->ring + mcu % reading->capacity * blocks;
}

/* Reads an MCU, for all. Its blocks lie one behind the other. */
static boolean read_mcu(j_decompress_ptr library, JBLOCKROW *mcu) {
  struct decoder *decoder = library->client_data;
  struct reading *reading = decoder->reading;
  size_t blocks = (size_t)library->blocks_in_MCU;
  int behind = 0;
  if (!reading->decode_mcu(library, mcu))
    return FALSE;
  for (int other = 1; other < reading->count; other++) {
    size_t taken = reading->decoders[other].taken;
    if (reading->put - taken == reading->capacity)
      give_up((j_common_ptr)library);
    behind |= reading->put != taken;
  }
  if (!behind) {
    /* What was used last lies nearest. */
    reading->put = 0;
    for (int other = 1; other < reading->count; other++)
      reading->decoders[other].taken = 0;
  }
  memcpy(place(reading, reading->put, blocks), mcu[0], blocks * sizeof(JBLOCK));
  reading->put += 1;
  return TRUE;
}

/* Says that data is still to come, where none is waiting. */
static boolean take_mcu(j_decompress_ptr library, JBLOCKROW *mcu) {
  struct decoder *decoder = library->client_data;
  struct reading *reading = decoder->reading;
  size_t blocks = (size_t)library->blocks_in_MCU;
  if (decoder->taken == reading->put)
    return FALSE;
  memcpy(mcu[0], place(reading, decoder->taken, blocks),
         blocks * sizeof(JBLOCK));
  decoder->taken += 1;
  return TRUE;
}

static void start(struct decoder *decoder, const uint8_t *file, size_t length,
                  int channels, const struct size *size) {
  j_decompress_ptr library = &decoder->library;
  jpeg_mem_src(library, file, (unsigned long)length);
  jpeg_read_header(library, TRUE);
  library->scale_num = 1;
  library->scale_denom = size->divisor;
  library->out_color_space = channels == 1   ? JCS_GRAYSCALE
                             : channels == 3 ? JCS_EXT_RGB
                                             : JCS_CMYK;
  /* Where all of a picture has to be read before any of it is known, nothing
   * can be handed on. */
  if (jpeg_has_multiple_scans(library))
    give_up((j_common_ptr)library);
  jpeg_start_decompress(library);
  if (library->output_width != size->width ||
      library->output_height != size->height ||
      library->output_components != channels)
    give_up((j_common_ptr)library);
}

/* Lets all but the first wait for what it reads. */
static void join(struct reading *reading) {
  j_decompress_ptr first = &reading->decoders[0].library;
  reading->capacity = (size_t)first->MCUs_per_row * ROWS_AHEAD;
  reading->ring = malloc(reading->capacity * (size_t)first->blocks_in_MCU *
                         sizeof(JBLOCK));
  if (reading->ring == NULL)
    give_up((j_common_ptr)first);
  reading->decode_mcu = first->entropy->decode_mcu;
  first->entropy->decode_mcu = read_mcu;
  for (int other = 1; other < reading->count; other++)
    reading->decoders[other].library.entropy->decode_mcu = take_mcu;
}

/* Writes what lines there are, and says whether there were any. */
static int write_lines(struct decoder *decoder, const struct size *size) {
  j_decompress_ptr library = &decoder->library;
  size_t pitch = size->width * (size_t)library->output_components;
  JDIMENSION done = library->output_scanline;
  JSAMPROW lines[LINES];
  JDIMENSION asked = 0;
  for (; asked < LINES && done + asked < library->output_height; asked++)
    lines[asked] = size->pixels + (done + asked) * pitch;
  return asked > 0 && jpeg_read_scanlines(library, lines, asked) > 0;
}

/* Returns 1 if all sizes were decoded and nothing was odd. The first is the
 * largest; there are up to SIZES. */
int atelier_jpeg_at_sizes(const uint8_t *file, size_t length, int channels,
                          const struct size *sizes, int count) {
  struct reading *reading;
  volatile int made = 0;
  if (count < 1 || count > SIZES ||
      (reading = calloc(1, sizeof(struct reading))) == NULL)
    return 0;
  reading->count = count;
  jpeg_std_error(&reading->errors);
  reading->errors.error_exit = give_up;
  reading->errors.emit_message = notice;
  reading->errors.output_message = say_nothing;
  if (setjmp(reading->odd) == 0) {
    for (int each = 0; each < count; each++) {
      struct decoder *decoder = &reading->decoders[each];
      decoder->reading = reading;
      decoder->library.err = &reading->errors;
      decoder->library.client_data = decoder;
      jpeg_create_decompress(&decoder->library);
      start(decoder, file, length, channels, &sizes[each]);
    }
    join(reading);
    while (write_lines(&reading->decoders[0], &sizes[0])) {
      for (int other = 1; other < count; other++) {
        while (write_lines(&reading->decoders[other], &sizes[other])) {
        }
      }
    }
    jpeg_finish_decompress(&reading->decoders[0].library);
    made = 1;
    for (int each = 0; each < count; each++) {
      j_decompress_ptr library = &reading->decoders[each].library;
      made &= library->output_scanline == library->output_height;
    }
  }
  for (int each = 0; each < count; each++)
    jpeg_destroy_decompress(&reading->decoders[each].library);
  free(reading->ring);
  free(reading);
  return made;
}
