/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

/* Which page of the help belongs to what somebody looks at; and the keys. */

static const struct
{
  const char *type; /* of a window, or of a place in ours */
  const char *page;
} pages[] = {
  { "HalqaSessionPlace", "room" },      { "HalqaDeskPlace", "merging" },
  { "HalqaVersionsPlace", "versions" }, { "HalqaChangesPlace", "changes" },
  { "HalqaRoomPlace", "apart" },        { "HalqaInviteWindow", "join" },
  { "HalqaJoinWindow", "join" },        { "HalqaMembersWindow", "join" },
  { "HalqaGiveWindow", "stick" },       { "HalqaTakeWindow", "stick" },
  { "HalqaImportWindow", "proposals" }, { "HalqaPresentWindow", "present" },
  { "HalqaMergeWindow", "merging" },    { "HalqaGlossaryWindow", "merging" },
  { "HalqaHistoryWindow", "changes" },  { "HalqaForumWindow", "start" },
};

static const char *
find (gpointer object)
{
  for (gsize i = 0; object != NULL && i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (G_OBJECT_TYPE_NAME (object), pages[i].type))
      return pages[i].page;
  return NULL;
}

static const char *
find_in_window (HalqaWindow *self)
{
  const char *page = find (gtk_stack_get_visible_child (self->contents));

  if (self->forum == NULL)
    return "start";
  if (page != NULL)
    return page;
  return halqa_sidebar_get_session (self->sidebar) != NULL ? "room" : "proposals";
}

/* @active: (nullable): the window that has the focus. Returns: (transfer none): the id of a page */
const char *
halqa_window_find_help (HalqaWindow *self, GtkWindow *active)
{
  const char *page = find (active);

  g_return_val_if_fail (HALQA_IS_WINDOW (self), "start");

  return page != NULL ? page : find_in_window (self);
}

/* "win.show-help-overlay". GTK would make it with the window, before the first frame. */
void
halqa_window_show_keys (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder =
                 gtk_builder_new_from_resource ("/org/halqa/Halqa/help-overlay.ui");
  GtkWindow *keys = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (keys, GTK_WINDOW (widget));
  gtk_window_set_destroy_with_parent (keys, TRUE);
  gtk_window_present (keys);
}
