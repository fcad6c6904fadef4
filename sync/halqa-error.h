/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"

G_BEGIN_DECLS

#define HALQA_SYNC_ERROR (halqa_sync_error_quark ())

/**
 * HalqaSyncError:
 * @HALQA_SYNC_ERROR_MALFORMED: bytes from outside that the protocol does not allow
 * @HALQA_SYNC_ERROR_SIGNATURE: an entry that its device did not sign for this forum
 * @HALQA_SYNC_ERROR_TOO_LARGE: over a size that the protocol bounds
 * @HALQA_SYNC_ERROR_NOT_OURS: a file that is no Halqa database, or of another forum
 * @HALQA_SYNC_ERROR_NEWER: made by a later version of the program
 * @HALQA_SYNC_ERROR_DAMAGED: a file that is cut off or altered
 * @HALQA_SYNC_ERROR_NO_SPACE: the disk is full
 * @HALQA_SYNC_ERROR_NO_MEMORY: the system gives no memory for it
 * @HALQA_SYNC_ERROR_NOT_FOUND: no such record, forum or field
 * @HALQA_SYNC_ERROR_AMBIGUOUS: a prefix that several ids begin with
 * @HALQA_SYNC_ERROR_INVALID: a change that the program was asked for and that cannot be
 * @HALQA_SYNC_ERROR_NOT_MEMBER: the other side has not proven that it knows the forum
 * @HALQA_SYNC_ERROR_UNPROVEN: nothing was sent, for the other side is not yet known as a member
 * @HALQA_SYNC_ERROR_PEER: the other side answered with an error
 * @HALQA_SYNC_ERROR_PEER_NO_SPACE: the other side's disk is full, or its memory
 * @HALQA_SYNC_ERROR_VERSION: the other side speaks an older protocol, and has to be updated
 * @HALQA_SYNC_ERROR_OUTDATED: the other side speaks a newer protocol: we have to be updated
 * @HALQA_SYNC_ERROR_NOBODY: there is nobody there who invites, or not any more
 * @HALQA_SYNC_ERROR_WRONG_CODE: who joins does not know the code
 * @HALQA_SYNC_ERROR_ENDED: the code is good for nothing any more
 * @HALQA_SYNC_ERROR_REFUSED: the person who invites said no
 * @HALQA_SYNC_ERROR_TIMED_OUT: the other side took too long
 * @HALQA_SYNC_ERROR_FAILED: the system refused, for the reason that the message tells
 */
typedef enum
{
  HALQA_SYNC_ERROR_MALFORMED,
  HALQA_SYNC_ERROR_SIGNATURE,
  HALQA_SYNC_ERROR_TOO_LARGE,
  HALQA_SYNC_ERROR_NOT_OURS,
  HALQA_SYNC_ERROR_NEWER,
  HALQA_SYNC_ERROR_DAMAGED,
  HALQA_SYNC_ERROR_NO_SPACE,
  HALQA_SYNC_ERROR_NO_MEMORY,
  HALQA_SYNC_ERROR_NOT_FOUND,
  HALQA_SYNC_ERROR_AMBIGUOUS,
  HALQA_SYNC_ERROR_INVALID,
  HALQA_SYNC_ERROR_NOT_MEMBER,
  HALQA_SYNC_ERROR_UNPROVEN,
  HALQA_SYNC_ERROR_PEER,
  HALQA_SYNC_ERROR_PEER_NO_SPACE,
  HALQA_SYNC_ERROR_VERSION,
  HALQA_SYNC_ERROR_OUTDATED,
  HALQA_SYNC_ERROR_NOBODY,
  HALQA_SYNC_ERROR_WRONG_CODE,
  HALQA_SYNC_ERROR_ENDED,
  HALQA_SYNC_ERROR_REFUSED,
  HALQA_SYNC_ERROR_TIMED_OUT,
  HALQA_SYNC_ERROR_FAILED,
} HalqaSyncError;

GQuark halqa_sync_error_quark (void);

/* Whose laptop it is about, where that was proven. */
void halqa_sync_error_set_device (GError *error, const HalqaDeviceId *device);
const HalqaDeviceId *halqa_sync_error_get_device (const GError *error);

G_END_DECLS
