/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The id that the system has given this machine, "none" where it has none. A disk that is copied takes
 * it along. */
char *halqa_machine_dup_id (void);
/* Short hashes of the numbers that parts of this machine bear, each once and in order, with a space
 * between; "" where none can be read. */
char *halqa_machine_dup_parts (void);
/* Whether @parts of then and @others of now can't be the same machine. */
gboolean halqa_machine_is_other (const char *parts, const char *others);

G_END_DECLS
