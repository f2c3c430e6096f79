// SPDX-License-Identifier: MIT
#include "cli.h"

int main(int argc, char **argv) { return tw::cli::run(argc, argv); }
