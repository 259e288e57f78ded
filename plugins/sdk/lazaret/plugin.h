/* SPDX-License-Identifier: Apache-2.0
 *
 * lazaret/plugin.h: the C ABI "lz/1" between a detector plugin and the worker that loads it.
 * The only header that a plugin needs; freestanding C11, includes nothing of Lazaret.
 * First cut: until docs/reference/plugin-abi.md says "stable", any release may change it.
 *
 * A plugin is a shared object that exports one data symbol, `lazaret_plugin_v1`, and carries its manifest
 * (JSON) in an ELF note: section ".note.lazaret", owner "Lazaret", type LZ_NOTE_TYPE. The manifest is read
 * without loading the object. plugin.hpp has a macro that makes both.
 *
 * Rules that hold for everything below
 *  - The plugin runs in a process of its own that has no file system, no network, no other process, and
 * limited time and memory. It sees the image through `lz_host` alone; those calls are reads of memory.
 *  - Every struct that may grow begins with `struct_size`, set by whoever fills it. Fields are only ever
 * appended. A reader uses min(struct_size, its own sizeof). Zero is the default of every field; unknown flag
 * bits must be 0.
 *  - Whatever a plugin passes is borrowed for the call and copied by the host: nothing to free, no allocator
 * crosses. What the host passes (paths, contents) lives until `destroy` returns, unless a call says
 * otherwise.
 *  - No exception, no longjmp, no thread crosses a call. Host calls are made from the thread that called the
 * plugin.
 *  - Text is UTF-8. Paths are bytes, relative to the image's root, without a leading slash.
 */
#ifndef LAZARET_PLUGIN_H
#define LAZARET_PLUGIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LZ_ABI_MAJOR 1u
#define LZ_ABI_MINOR 1u
#define LZ_PLUGIN_MAGIC 0x315a4c2fu /* "/LZ1" */
#define LZ_NOTE_OWNER "Lazaret"
#define LZ_NOTE_TYPE 0x4c5a0001u

/* Bytes with a length; not terminated. {NULL, 0} is "unknown". */
typedef struct lz_text {
  const char* data;
  uint32_t size;
  uint32_t reserved; /* 0 */
} lz_text;

/* What calls return: 0 or a positive count is success. */
#define LZ_OK 0
#define LZ_END 0              /* walk: nothing left */
#define LZ_FOUND 1            /* walk: *info is filled */
#define LZ_ERR_INTERNAL (-1)  /* something failed; set_error says what */
#define LZ_ERR_INVALID (-2)   /* an argument is wrong: NULL, unknown flag, bad size, text that is not UTF-8 */
#define LZ_ERR_NOT_FOUND (-3) /* no such file in the image */
#define LZ_ERR_NO_CONTENT \
  (-4) /* the file is there; its content (or this part of it) was not asked for or was over a limit */
#define LZ_ERR_LIMIT (-5)     /* a cap on records or output is reached: stop emitting */
#define LZ_ERR_CANCELLED (-6) /* the scan is being stopped */
#define LZ_ERR_PARTIAL \
  (-7) /* scan(): what was emitted is right, but something was missed; set_error says what */

/* lz_file_info.type */
#define LZ_FILE 1u
#define LZ_DIRECTORY 2u
#define LZ_SYMLINK 3u
#define LZ_OTHER 4u /* device, fifo, socket */

/* lz_file_info.flags */
#define LZ_CONTENT_WHOLE 1u /* map() and read_at() work over the whole file */
#define LZ_CONTENT_PARTS 2u /* read_at() works where the manifest asked for parts */
#define LZ_LOOKS_ELF 4u
#define LZ_LOOKS_SCRIPT 8u

typedef struct lz_file_info {
  uint32_t struct_size;
  uint32_t type;
  uint32_t flags;
  uint32_t mode; /* permission bits */
  uint32_t uid;
  uint32_t gid;
  uint64_t size;  /* bytes of the file in the image, also where the content is not kept */
  int64_t mtime;  /* seconds since 1970 */
  uint64_t node;  /* handle for read_at and map; hard links to one file share content, not nodes */
  lz_text path;   /* where it is, links in the way resolved */
  lz_text target; /* of a symbolic link: as written */
  lz_text layer;  /* digest of the layer that this entry comes from */
} lz_file_info;

/* Records: `kind` says which struct follows. */
#define LZ_RECORD_PACKAGE 1u
#define LZ_RECORD_OS 2u
#define LZ_RECORD_OWNS 3u
#define LZ_RECORD_GAP 4u

typedef struct lz_property {
  lz_text key;
  lz_text value;
} lz_property;

/* One installed package. The host makes the purl, and adds layer and plugin. */
typedef struct lz_package {
  uint32_t struct_size;
  uint32_t property_count; /* at most 64 */
  lz_text type;            /* purl type: deb, apk, rpm, npm, pypi, maven, golang ... */
  lz_text name;            /* as the ecosystem writes it: @scope/name, group:artifact, github.com/x/y */
  lz_text version;         /* as the database writes it: epoch:upstream-revision */
  lz_text arch;
  lz_text source_name;           /* source package of a distribution's package; empty: same as name */
  lz_text source_version;        /* empty: same as version */
  lz_text license;               /* as found, one expression or name */
  lz_text path;                  /* the file that says so; must be in the image */
  const lz_property* properties; /* e.g. "modularity", "origin", "vendor" */
} lz_package;

/* What operating system the image is. At most one counts: the first. */
typedef struct lz_os {
  uint32_t struct_size;
  uint32_t reserved;
  lz_text id;          /* ID= */
  lz_text version_id;  /* VERSION_ID= */
  lz_text codename;    /* VERSION_CODENAME= */
  lz_text pretty_name; /* PRETTY_NAME= */
  lz_text id_like;     /* ID_LIKE= */
  lz_text path;
} lz_os;

/* Paths that a package manager put there, so that nobody need ask where they come from. Links in a path are
 * resolved by the host; a path that ends in "/" stands for everything below it; paths that the image does not
 * have are ignored. */
typedef struct lz_owns {
  uint32_t struct_size;
  uint32_t path_count;
  const lz_text* paths;
} lz_owns;

/* Something that the plugin could not understand: it makes the coverage incomplete, and the report shows it.
 */
typedef struct lz_gap {
  uint32_t struct_size;
  uint32_t reserved;
  lz_text kind;    /* snake_case: unparsable_file, unparsable_version, unsupported_format ... */
  lz_text subject; /* usually a path */
  lz_text reason;  /* one sentence */
} lz_gap;

typedef struct lz_record {
  uint32_t struct_size;
  uint32_t kind;
  const void* body; /* the struct of that kind */
} lz_record;

/* lz_host.log */
#define LZ_LOG_DEBUG 0u
#define LZ_LOG_INFO 1u
#define LZ_LOG_WARNING 2u

/* Where walk() stands; begin with all zero. */
typedef struct lz_cursor {
  uint64_t position;
  uint64_t reserved;
} lz_cursor;

typedef struct lz_host lz_host;
struct lz_host {
  uint32_t struct_size;
  uint32_t abi_minor;
  void* context; /* the host's own */

  /* Hands over one record. */
  int32_t (*emit)(const lz_host* host, const lz_record* record);
  /* A line for the log; dropped, and counted, above a cap. */
  void (*log)(const lz_host* host, uint32_t level, lz_text text);
  /* Why create or scan is about to return an error. The last text counts. */
  void (*set_error)(const lz_host* host, lz_text text);
  /* 1 when the plugin should return soon. */
  int32_t (*should_stop)(const lz_host* host);

  /* The next regular file that entry number `ask` of the manifest's "files" reaches: by its own path, through
   * a symbolic link of a matching name, or through links on the way to a path without wildcards. In the order
   * of the paths; info has the path where the file really is. LZ_FOUND, LZ_END, or an error. The caller sets
   * info->struct_size. */
  int32_t (*walk)(const lz_host* host, uint32_t ask, lz_cursor* cursor, lz_file_info* info);
  /* The file at `path`; links on the way are followed inside the image (at most 40), and the last one too if
   * `follow`. */
  int32_t (*stat)(const lz_host* host, lz_text path, uint32_t follow, lz_file_info* info);
  /* Copies at most `size` bytes from `offset`; returns how many (0 at the end), or an error. At most 2^31-1 a
   * call. */
  int64_t (*read_at)(const lz_host* host, uint64_t node, uint64_t offset, void* buffer, uint64_t size);
  /* The whole content in memory, read-only, until destroy. LZ_ERR_NO_CONTENT unless LZ_CONTENT_WHOLE. */
  int32_t (*map)(const lz_host* host, uint64_t node, const void** data, uint64_t* size);

  /* Optional things, by name "lz.<name>/<revision>"; NULL where the host has it not. */
  const void* (*get_extension)(const lz_host* host, const char* id);

  /* Since 1.1. Where the files that the manifest asks for are as a read-only directory: "/image", for a
   * plugin that needs a "tree" and was granted it; else empty. Terminated by a zero byte that is not counted.
   */
  lz_text image_path;
};

typedef struct lz_plugin {
  uint32_t magic; /* LZ_PLUGIN_MAGIC; this and the next two never move */
  uint32_t struct_size;
  uint32_t abi_major;     /* LZ_ABI_MAJOR */
  uint32_t abi_min_minor; /* the least minor of the host that it needs */
  uint64_t flags;         /* 0 */
  const char* id;         /* equal to the manifest's id and version, else the worker refuses it */
  const char* version;
  /* Makes an instance. `host` lives until destroy returns. */
  int32_t (*create)(const lz_host* host, void** instance);
  /* Looks at the image once and emits what is there. LZ_OK, LZ_ERR_PARTIAL or another error. */
  int32_t (*scan)(void* instance);
  void (*destroy)(void* instance);
  const void* (*get_extension)(void* instance, const char* id); /* may be NULL */
} lz_plugin;

#ifdef __cplusplus
}
#endif
#endif
