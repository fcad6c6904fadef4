/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folder that is nobody else's. */
char *test_make_folder (void);
/* Removes it with all that is in it, and frees its name. */
void test_remove_folder (char *folder);
/* Lets go of the object at @location, clears that, and waits until nobody holds it any more: a thread
 * that had work with it may be the last to, for a moment. Turns the context of the calling thread. */
void test_let_go (gpointer location);
/* What this process has had of the processors so far, in seconds: what something costs, however busy the
 * machine is. */
double test_processor_time (void);
/* For a HalqaSchema of a test that does not search: the text itself. */
char *test_identity_text (const char *text);

G_END_DECLS
