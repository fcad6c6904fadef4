/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-window.h"

#include "halqa-item-list.h"
#include "halqa-all-place.h"
#include "halqa-listing.h"
#include "halqa-merging.h"
#include "halqa-proposal-editor.h"
#include "halqa-proposal-list.h"
#include "halqa-room-button.h"
#include "halqa-session-place.h"
#include "halqa-sidebar.h"
#include "halqa-start-page.h"

G_BEGIN_DECLS

struct _HalqaWindow
{
  AdwApplicationWindow parent_instance;

  /* owned */
  HalqaFolder *folder;
  HalqaForum *forum;
  HalqaItemList *sessions;
  HalqaItemList *proposals;
  HalqaListing *listing;
  char *waiting_action; /* until what is being typed is saved */
  GVariant *waiting_parameter;
  GtkNativeDialog *chooser;

  /* weak: windows beside this one */
  GtkWindow *stick_window;
  GtkWindow *members_window;
  GtkWindow *invite_window;
  GtkWindow *join_window;
  GtkWindow *history_window;
  GtkWindow *glossary_window;
  GtkWindow *forum_window;
  GtkWindow *present_window;

  /* borrowed: in the contents; the first three NULL before they are shown */
  HalqaSessionPlace *session_place;
  HalqaSessionEditor *session_editor;
  HalqaAllPlace *all_place;
  HalqaPlace *before; /* that a record was opened in */

  GtkWidget *before_focus; /* weak: what had the keyboard there */
  GtkWidget *last_focus; /* weak: in no toast */
  AdwToast *last_toast; /* weak: that told something */

  gboolean closing;
  gboolean calls_off; /* what is at a file, by closing */
  gboolean opening; /* a record, in a list: the board and the table stay away */
  guint fold_idle;
  guint count_idle;
  guint update_idle;
  GCancellable *exporting; /* while a file is written */
  guint state_timeout;
  guint scroll_tick;
  guint toast_idle;
  guint focus_idle;
  int toast_room; /* below the editors, in pixels */
  guint n_conflicts; /* when somebody looked last */
  gboolean problem_told;
  guint inhibited;
  guint release_timeout;

  /* template */
  AdwToastOverlay *toasts;
  GtkWidget *toast_overlay;
  GtkStack *pages;
  HalqaStartPage *start_page;
  GtkMenuButton *start_menu;
  GtkMenuButton *main_menu;
  GtkMenuButton *more_menu;
  GMenuModel *primary_menu;
  GMenuModel *proposal_menu;
  GMenu *undo_section;
  GtkWidget *read_only;
  GtkRevealer *export_bar;
  GtkLabel *export_words;
  GtkProgressBar *export_progress;
  AdwLeaflet *outer;
  GtkStack *contents;
  AdwLeaflet *inner;
  AdwClamp *sidebar_clamp;
  AdwHeaderBar *sidebar_bar;
  AdwHeaderBar *list_bar;
  AdwHeaderBar *editor_bar;
  GtkWidget *list_back;
  GtkWidget *editor_back;
  AdwWindowTitle *forum_title;
  HalqaSidebar *sidebar;
  AdwWindowTitle *list_title;
  HalqaProposalList *list;
  GtkWidget *list_pane;
  GtkWidget *session_button;
  GtkWidget *choose_button;
  GtkMenuButton *listing_menu;
  GtkStack *editors;
  HalqaProposalEditor *proposal_editor;
  GtkWidget *editor_pane;
  GtkLabel *editor_title;
  GtkStack *save_mark;
  GtkWidget *not_saved;
  HalqaRoomButton *room;
  HalqaRoomButton *room_compact;
};

HalqaForm *halqa_window_get_form (HalqaWindow *self);
void halqa_window_show_editor (HalqaWindow *self, const char *name);
void halqa_window_show_pane (HalqaWindow *self, GtkWidget *pane);
void halqa_window_update (HalqaWindow *self);
void halqa_window_open_record (HalqaWindow *self, const char *kind, const char *id);
void halqa_window_install_actions (GtkWidgetClass *widget_class);
/* --- of halqa-window-places.c */
void halqa_window_add_places (HalqaWindow *self);
void halqa_window_set_forum_of_places (HalqaWindow *self, HalqaForum *forum);
HalqaPlace *halqa_window_add_place (HalqaWindow *self, GType type);
HalqaPlace *halqa_window_find_place (HalqaWindow *self, GType type);
void halqa_window_show_place (HalqaWindow *self, HalqaPlace *place);
void halqa_window_show_list (HalqaWindow *self);
void halqa_window_take_focus (HalqaWindow *self);
void halqa_window_show_look_alikes (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_show_room (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_go_to_place (GtkWidget *widget, const char *name, GVariant *parameter);
/* --- of halqa-window-state.c */
void halqa_window_remember (HalqaWindow *self);
void halqa_window_recall_size (HalqaWindow *self);
void halqa_window_recall_view (HalqaWindow *self);
void halqa_window_note_state (HalqaWindow *self);
/* --- of halqa-window-session.c */
void halqa_window_install_session_actions (GtkWidgetClass *widget_class);
void halqa_window_follow_session (HalqaWindow *self);
void halqa_window_enter_session (HalqaWindow *self);
gboolean halqa_window_take_down (HalqaWindow *self);
gboolean halqa_window_go_back_to_room (HalqaWindow *self);
/* --- of halqa-window-attention.c */
void halqa_window_begin_attention (HalqaWindow *self);
void halqa_window_watch_attention (HalqaWindow *self);
void halqa_window_end_attention (HalqaWindow *self);
/* --- of halqa-window-back.c */
void halqa_window_note_before (HalqaWindow *self);
void halqa_window_forget_before (HalqaWindow *self);
gboolean halqa_window_go_back_to_place (HalqaWindow *self);
void halqa_window_update_back (HalqaWindow *self);
void halqa_window_add_back (HalqaWindow *self);
/* --- of halqa-window-saving.c */
gboolean halqa_window_is_saving (HalqaWindow *self);
void halqa_window_update_save_mark (HalqaWindow *self);
void halqa_window_go_on_closing (HalqaWindow *self);
gboolean halqa_window_asks_to_call_off (HalqaWindow *self);
void halqa_window_watch_saving (HalqaWindow *self, HalqaForum *forum);
/* --- of halqa-window-merging.c */
void halqa_window_install_merging_actions (GtkWidgetClass *widget_class);
void halqa_window_update_merging (HalqaWindow *self, gboolean editable);
void halqa_window_forget_step (HalqaWindow *self);
/* --- of halqa-window-toasts.c */
void halqa_window_init_toasts (HalqaWindow *self);
/* Says what @other said last, if it is still to be read there. */
void halqa_window_take_over_toast (HalqaWindow *self, HalqaWindow *other);
void halqa_window_settle_focus (HalqaWindow *self);
/* With a button that does @action to @target, which is taken over. */
void halqa_window_toast_with (HalqaWindow *self,
                              const char *text,
                              const char *button,
                              const char *action,
                              GVariant *target);
/* --- of halqa-window-undo.c */
void halqa_window_undo (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_redo (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_undo_action (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_undo_key (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_update_undo (HalqaWindow *self);
void halqa_window_show_proposal (HalqaWindow *self, const char *id);
/* --- of halqa-window-all.c */
void halqa_window_init_all (HalqaWindow *self);
void halqa_window_show_all (HalqaWindow *self);
gboolean halqa_window_is_before_all (HalqaWindow *self);
gboolean halqa_window_go_back_to_all (HalqaWindow *self);
void halqa_window_choose_with (HalqaWindow *self, const char *id);
gboolean halqa_window_shows_all_place (HalqaWindow *self);
void halqa_window_merge_chosen (HalqaWindow *self);
void halqa_window_update_all (HalqaWindow *self);
void halqa_window_install_all_actions (GtkWidgetClass *widget_class);
/* --- of halqa-window-help.c */
void halqa_window_show_keys (GtkWidget *widget, const char *name, GVariant *parameter);
/* --- of halqa-window-sticks.c */
void halqa_window_give_to_stick (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_take_from_stick (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_close_stick_window (HalqaWindow *self);
/* Shows it in the place of the one that is there. */
void halqa_window_replace_stick_window (HalqaWindow *self, GtkWindow *window);
/* --- of halqa-window-opening.c */
void halqa_window_begin_from_stick (GtkWidget *widget, const char *name, GVariant *parameter);
/* --- of halqa-window-present.c */
void halqa_window_present (GtkWidget *widget, const char *name, GVariant *parameter);
/* --- of halqa-window-files.c */
void halqa_window_import (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_export (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_report (GtkWidget *widget, const char *name, GVariant *parameter);
/* @uri: a string */
void halqa_window_show_file (GtkWidget *widget, const char *name, GVariant *uri);
void halqa_window_cancel_export (GtkWidget *widget, const char *name, GVariant *parameter);
void halqa_window_install_laptop_actions (GtkWidgetClass *widget_class);
void halqa_window_watch_removal (HalqaWindow *self);
void halqa_window_update_inviting (HalqaWindow *self);
void halqa_window_save_draft (HalqaWindow *self, HalqaDraft *draft, const char *words);
void halqa_window_install_record_actions (GtkWidgetClass *widget_class);
void halqa_window_close_beside (HalqaWindow *self);

G_END_DECLS
