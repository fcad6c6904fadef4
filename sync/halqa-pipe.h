/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A writer that has been told to wait is called again below this many bytes. */
#define HALQA_PIPE_LOW (64 * 1024)
#define HALQA_PIPE_HIGH (256 * 1024)

#define HALQA_TYPE_PIPE (halqa_pipe_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPipe, halqa_pipe, HALQA, PIPE, GInputStream)

typedef void (*HalqaPipeFunc) (HalqaPipe *self, gpointer user_data);

/* The reader's end is the GInputStream; it is read asynchronously. */
HalqaPipe *halqa_pipe_new (void);

/* The writer's end. */
void halqa_pipe_set_drained (HalqaPipe *self, HalqaPipeFunc func, gpointer user_data);
gboolean halqa_pipe_push (HalqaPipe *self, GBytes *bytes);
void halqa_pipe_end (HalqaPipe *self);
void halqa_pipe_fail (HalqaPipe *self, GError *error);
gboolean halqa_pipe_is_abandoned (HalqaPipe *self);

G_END_DECLS
