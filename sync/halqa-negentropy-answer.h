/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-negentropy-set.h"

G_BEGIN_DECLS

void halqa_negentropy_answer_split (HalqaNegentropySet *set,
                                    HalqaNegentropyWriter *writer,
                                    const HalqaNegentropyBound *upper,
                                    gsize begin,
                                    gsize end);
gboolean halqa_negentropy_answer (HalqaNegentropySet *set,
                                  gsize frame_limit,
                                  HalqaNegentropyReader *reader,
                                  HalqaNegentropyWriter *writer,
                                  GArray *have,
                                  GArray *need,
                                  GError **error);

G_END_DECLS
