// SPDX-License-Identifier: MIT
// Schemas made at random come back from their encoding as they were, whatever their places are, and
// bytes that are not an encoding are refused.

#include "isolation/schema_codec.h"
#include "isolation/wire.h"

#include "random_choice.h"
#include "schema_generator.h"
#include "tests/support/every_member.h"

#include <cstdlib>

namespace tw::test {

namespace {

using isolation::decodeSchema;
using isolation::encodeSchema;

void comesBack(const ir::Schema &schema)
{
    const std::string bytes = encodeSchema(schema);
    const ir::Schema decoded = decodeSchema(bytes);
    RC_ASSERT(leaves(decoded) == leaves(schema));
    RC_ASSERT(encodeSchema(decoded) == bytes);
}

/// Other numbers wherever one stands, which are mostly places, and what may be absent there.
ir::Schema scattered(ir::Schema schema)
{
    eachLeaf(schema, []<class Leaf>(Leaf &leaf) {
        if constexpr (std::is_same_v<Leaf, SourceId>)
            leaf = chance(10) ? SourceId() : SourceId(number(3));
        else if constexpr (std::is_same_v<Leaf, bool>)
            leaf = chance(50);
        else if constexpr (std::is_arithmetic_v<Leaf> && sizeof(Leaf) > 1)
            leaf = static_cast<Leaf>(number(chance(10) ? SIZE_MAX : 5'000));
    });
    return schema;
}

/// Some bytes changed, taken out or doubled.
std::string damaged(std::string bytes)
{
    for (std::size_t i = 0; i < 1 + number(4) && !bytes.empty(); ++i) {
        const std::size_t at = number(bytes.size());
        switch (number(4)) {
        case 0:
            bytes.erase(at, 1 + number(8));
            break;
        case 1:
            bytes.insert(at, bytes.substr(number(bytes.size()), 1 + number(8)));
            break;
        default:
            bytes[at] = static_cast<char>(number(256));
        }
    }
    return bytes;
}

void isItselfOrRefused(const std::string &bytes)
{
    ir::Schema decoded;
    try {
        decoded = decodeSchema(bytes);
    } catch (const isolation::WireError &) {
        return;
    }
    RC_ASSERT(encodeSchema(decoded) == bytes);
}

int run()
{
    bool good = rc::check("a schema comes back", [] { comesBack((*schemas()).schema); });
    good = rc::check("a schema with any places comes back",
                     [] { comesBack(scattered((*schemas()).schema)); }) &&
           good;
    good = rc::check("other bytes are refused, or are the one encoding of another schema",
                     [] { isItselfOrRefused(damaged(encodeSchema((*schemas()).schema))); }) &&
           good;
    return good ? 0 : 1;
}

} // namespace

} // namespace tw::test

int main()
{
    setenv("RC_PARAMS", "max_success=2000", 0); // NOLINT(concurrency-mt-unsafe): one thread
    return tw::test::run();
}
