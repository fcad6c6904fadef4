/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-settlement-private.h"

#include "halqa-forum-private.h"
#include "halqa-kinds.h"
#include "halqa-version-private.h"

#include <string.h>

/* What a person chose for one field of one record. What that writes is in halqa-settlement-write.c;
 * it reads the conflicts, so the window has it done on another thread. */

G_DEFINE_FINAL_TYPE (HalqaSettlement, halqa_settlement, G_TYPE_OBJECT)

static void
halqa_settlement_finalize (GObject *object)
{
  HalqaSettlement *self = HALQA_SETTLEMENT (object);

  g_clear_pointer (&self->field, g_free);
  halqa_value_clear (&self->value);
  g_clear_pointer (&self->seen, g_array_unref);
  g_clear_pointer (&self->made, g_array_unref);
  G_OBJECT_CLASS (halqa_settlement_parent_class)->finalize (object);
}

static void
halqa_settlement_class_init (HalqaSettlementClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_settlement_finalize;
}

static void
halqa_settlement_init (HalqaSettlement *self)
{
  self->made = g_array_new (FALSE, FALSE, sizeof (HalqaId));
}

/**
 * halqa_settlement_new:
 * @kind: of the record
 * @id: its id, 32 hex digits
 * @field: the field; `deleted` for an edit made while another deleted
 *
 * Returns: (transfer full): a settlement that empties the field, unless something is chosen
 */
HalqaSettlement *
halqa_settlement_new (const char *kind, const char *id, const char *field)
{
  HalqaSettlement *self;
  const HalqaKind *known;
  HalqaId record;

  g_return_val_if_fail (kind != NULL && id != NULL && field != NULL, NULL);
  known = halqa_schema_find_kind (halqa_kinds_get_schema (), kind);
  g_return_val_if_fail (known != NULL, NULL);
  g_return_val_if_fail (halqa_hex_decode (id, record.bytes, HALQA_ID_SIZE), NULL);

  self = g_object_new (HALQA_TYPE_SETTLEMENT, NULL);
  self->kind = known;
  self->record = record;
  self->field = g_strdup (field);
  return self;
}

/**
 * halqa_settlement_use_value:
 * @self: a settlement
 * @value: what is to stand there; copied
 */
void
halqa_settlement_use_value (HalqaSettlement *self, const HalqaValue *value)
{
  g_return_if_fail (HALQA_IS_SETTLEMENT (self) && value != NULL);

  halqa_value_clear (&self->value);
  halqa_value_copy (value, &self->value);
}

/**
 * halqa_settlement_keep:
 * @self: a settlement
 * @version: of its field; for `deleted` also an edit that the deletion did not see, whose words stand
 *   there already when the deletion is undone
 */
void
halqa_settlement_keep (HalqaSettlement *self, HalqaVersion *version)
{
  const HalqaPastWrite *write;
  HalqaValue value;

  g_return_if_fail (HALQA_IS_SETTLEMENT (self) && HALQA_IS_VERSION (version));

  write = halqa_version_get_write (version);
  value = g_str_equal (write->field, self->field) ? write->value : halqa_value_bool (FALSE);
  halqa_settlement_use_value (self, &value);
}

/**
 * halqa_settlement_use_text:
 * @self: a settlement of a field that holds text
 * @text: UTF-8; "" empties the field
 */
void
halqa_settlement_use_text (HalqaSettlement *self, const char *text)
{
  HalqaValue value;

  g_return_if_fail (text != NULL);

  value = *text != '\0' ? halqa_value_text (text) : halqa_value_null ();
  halqa_settlement_use_value (self, &value);
}

/**
 * halqa_settlement_keep_apart:
 * @self: a settlement of a field of a proposal
 *
 * What is shown stays; of each other version a proposal is made that is the same in all else, but
 * for its reference, and is linked to this one as made of it. All of it is one entry.
 */
void
halqa_settlement_keep_apart (HalqaSettlement *self)
{
  g_return_if_fail (HALQA_IS_SETTLEMENT (self));

  self->apart = TRUE;
}

/**
 * halqa_settlement_set_seen:
 * @self: a settlement
 * @versions: of #HalqaVersion, as they were shown to the person
 */
void
halqa_settlement_set_seen (HalqaSettlement *self, GListModel *versions)
{
  const guint n = g_list_model_get_n_items (versions);

  g_return_if_fail (HALQA_IS_SETTLEMENT (self));

  g_clear_pointer (&self->seen, g_array_unref);
  self->seen = g_array_new (FALSE, FALSE, sizeof (HalqaDot));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HalqaVersion) version = g_list_model_get_item (versions, i);

      g_array_append_val (self->seen, halqa_version_get_write (version)->dot);
    }
}

/**
 * halqa_settlement_get_made:
 * @self: a settlement
 *
 * Returns: (transfer none) (element-type HalqaId): the proposals that keeping apart has made
 */
const GArray *
halqa_settlement_get_made (HalqaSettlement *self)
{
  g_return_val_if_fail (HALQA_IS_SETTLEMENT (self), NULL);

  return self->made;
}

/**
 * halqa_settlement_get_stamp:
 * @self: a settlement that was run
 *
 * Returns: of the entry that it became; 0 where it changed nothing
 */
guint64
halqa_settlement_get_stamp (HalqaSettlement *self)
{
  g_return_val_if_fail (HALQA_IS_SETTLEMENT (self), 0);

  return self->stamp;
}

/* --- in the background */

static gboolean
run_in_thread (HalqaReader *reader, gpointer self, GError **error)
{
  return halqa_settlement_run (self, reader, error);
}

/**
 * halqa_settlement_run_async:
 * @self: a settlement, which is not touched until it is finished
 * @forum: its forum
 * @cancellable: (nullable): unused
 * @callback: called when it is on disk, or could not be written; items and lists show it then
 * @user_data: for @callback
 */
void
halqa_settlement_run_async (HalqaSettlement *self,
                            HalqaForum *forum,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HALQA_IS_SETTLEMENT (self) && HALQA_IS_FORUM (forum));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_settlement_run_async);
  /* What is on disk has been done, whoever has given up since. */
  g_task_set_check_cancellable (task, FALSE);
  halqa_forum_work (forum, task, run_in_thread, NULL, g_object_ref (self), g_object_unref);
}

gboolean
halqa_settlement_run_finish (HalqaSettlement *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
