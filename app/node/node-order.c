/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>

#include "halqa-order-private.h"

/* The command that puts a record elsewhere in its list: move. */

static char *before;
static char *after;
static gboolean first;
static gboolean last;

static const GOptionEntry move_options[] = {
  { "before", 0, 0, G_OPTION_ARG_STRING, &before, N_ ("Before this record"), "ID" },
  { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_ ("After this record"), "ID" },
  { "first", 0, 0, G_OPTION_ARG_NONE, &first, N_ ("Before all others"), NULL },
  { "last", 0, 0, G_OPTION_ARG_NONE, &last, N_ ("After all others"), NULL },
  G_OPTION_ENTRY_NULL,
};

static HalqaOrderPlace
get_place (void)
{
  if (before != NULL)
    return HALQA_ORDER_BEFORE;
  if (after != NULL)
    return HALQA_ORDER_AFTER;
  return first ? HALQA_ORDER_FIRST : HALQA_ORDER_LAST;
}

static gboolean
run_move (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (HalqaRecord) beside = NULL;

  if ((before != NULL) + (after != NULL) + !!first + !!last != 1)
    return halqa_node_refuse_usage (error, _ ("One of --before ID, --after ID, --first and --last "
                                              "says where to"));
  record = halqa_node_find_record (self, args[0], error);
  if (record == NULL)
    return FALSE;
  if (before != NULL || after != NULL)
    {
      beside = halqa_node_find_record (self, before != NULL ? before : after, error);
      if (beside == NULL)
        return FALSE;
    }
  if (!halqa_order_move_record (self->reader, change, record, get_place (),
                                beside != NULL ? halqa_record_get_id (beside) : NULL, error) ||
      (!halqa_change_is_empty (change) && !halqa_store_commit (self->store, change, error)))
    return FALSE;
  if (self->json)
    halqa_node_print_id (self, halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
  return TRUE;
}

const HalqaNodeCommand halqa_node_order_commands[] = {
  { "move", "ID --before ID|--after ID|--first|--last", N_ ("Puts a record elsewhere in its list"),
    1, 1, HALQA_NODE_ONE_FORUM, move_options, run_move },
  { NULL },
};
