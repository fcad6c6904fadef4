/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-raw.h"

/* Neither side holds more of a transfer than a bounded part, nor keeps what has ended. */

/* Gives up to @left bytes of noise, which does not shrink, then an error; counts what was taken. */
#define TYPE_SPRING (spring_get_type ())
G_DECLARE_FINAL_TYPE (Spring, spring, TEST, SPRING, GInputStream)
struct _Spring
{
  GInputStream parent_instance;
  gsize taken;
  gsize left;
  guint64 noise;
};
G_DEFINE_FINAL_TYPE (Spring, spring, G_TYPE_INPUT_STREAM)

static gssize
spring_read (GInputStream *stream,
             void *buffer,
             gsize count,
             GCancellable *cancellable,
             GError **error)
{
  Spring *self = TEST_SPRING (stream);

  count = MIN (count, self->left);
  if (count == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the spring is dry");
      return -1;
    }
  for (gsize i = 0; i < count; i += sizeof self->noise)
    {
      self->noise ^= self->noise << 13;
      self->noise ^= self->noise >> 7;
      self->noise ^= self->noise << 17;
      memcpy ((guint8 *) buffer + i, &self->noise, MIN (sizeof self->noise, count - i));
    }
  self->left -= count;
  self->taken += count;
  return count;
}

static void
spring_class_init (SpringClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = spring_read;
}

static void
spring_init (Spring *self)
{
  self->left = G_MAXSIZE;
  self->noise = 0x9e3779b97f4a7c15;
}

static void
spring_handler (HalqaRequest *request, gpointer user_data)
{
  halqa_request_respond (request, 200, user_data, FALSE);
}

/* More than the kernel holds of one connection, less than would pass if nobody held it back. */
#define KERNEL_HOLDS (48 * 1024 * 1024)
#define TURNS 20000

static void
test_slow_reader (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Spring) spring = g_object_new (TYPE_SPRING, NULL);
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, spring_handler, spring);
  reply = ask (fixture->brahim, fixture->address, "fetch", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < TURNS; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (spring->taken, >, 0);
  g_assert_cmpuint (spring->taken, <, KERNEL_HOLDS);
}

static void
test_slow_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Spring) spring = g_object_new (TYPE_SPRING, NULL);
  g_autoptr (HalqaRequest) request = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, keep_request, &request);
  halqa_transport_request_async (fixture->brahim->transport, fixture->brahim->store,
                                 fixture->address, NULL, "entries", G_INPUT_STREAM (spring),
                                 HALQA_REQUEST_PLAIN, NULL, keep_result_cb, &result);
  WAIT_FOR (request != NULL);
  for (guint i = 0; i < TURNS; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (spring->taken, >, 256 * 1024);
  g_assert_cmpuint (spring->taken, <, KERNEL_HOLDS);

  /* An answer that comes before the end of so much is no answer: the connection is cut. */
  halqa_request_respond_error (request, 413, "too much");
  WAIT_FOR (result != NULL);
  g_assert_null (halqa_transport_request_finish (fixture->brahim->transport, result, &error));
  g_assert_nonnull (error);
}

static void
refuse_handler (HalqaRequest *request, gpointer user_data)
{
  halqa_request_respond_error (request, 413, "too much");
}

static void
test_long_body_asks_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Spring) spring = g_object_new (TYPE_SPRING, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, refuse_handler, NULL);
  halqa_transport_request_async (fixture->brahim->transport, fixture->brahim->store,
                                 fixture->address, NULL, "entries", G_INPUT_STREAM (spring),
                                 HALQA_REQUEST_PLAIN, NULL, keep_result_cb, &result);
  WAIT_FOR (result != NULL);
  reply = halqa_transport_request_finish (fixture->brahim->transport, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (halqa_reply_get_status (reply), ==, 413);
  g_assert_cmpuint (spring->taken, <=, 65537);
}

static void
test_answer_that_breaks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Spring) spring = g_object_new (TYPE_SPRING, NULL);
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  spring->left = 1000000;
  halqa_transport_set_handler (fixture->amina->transport, spring_handler, spring);
  reply = ask (fixture->brahim, fixture->address, "fetch", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (read_all (halqa_reply_get_body (reply), &error));
  g_assert_nonnull (error);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_descriptors_come_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *head = make_head (fixture->amina, "GET", "exchange", "");
  guint before;

  assert_echo (fixture->brahim, fixture->address, 100, HALQA_REQUEST_COMPRESS);
  before = count_descriptors ();
  for (guint i = 0; i < 200; i++)
    {
      GIOStream *tls = connect_member (fixture);
      g_autofree char *text = NULL;

      /* Some leave without a word, some in the midst of one, most between two requests. */
      if (i % 10 == 0)
        send_text (tls, "GET /hal");
      else if (i % 10 != 1)
        {
          send_text (tls, head);
          text = receive (tls, "\r\n\r\n");
          g_assert_true (g_str_has_prefix (text, "HTTP/1.1 200 "));
        }
      close_stream (tls);
    }
  WAIT_FOR (count_descriptors () <= before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/sync/http/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("bounds/slow-reader-holds-the-server-back", test_slow_reader);
  ADD ("bounds/slow-handler-holds-the-client-back", test_slow_handler);
  ADD ("bounds/long-body-asks-before-it-is-sent", test_long_body_asks_first);
  ADD ("bounds/answer-that-breaks-is-an-error", test_answer_that_breaks);
  ADD ("bounds/descriptors-come-back", test_descriptors_come_back);
  return g_test_run ();
}
