// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/svg_colours.h"

#include <QHash>

namespace tw::preview {

namespace {

/// Whether the quote begins the value of an attribute that says a colour, or how much of it.
bool isOfColour(const QByteArray &svg, qsizetype quote)
{
    for (const char *attribute : {" fill=", " stroke=", " fill-opacity=", " stroke-opacity="}) {
        const qsizetype length = static_cast<qsizetype>(qstrlen(attribute));
        if (quote >= length &&
            qstrncmp(svg.constData() + quote - length, attribute, static_cast<size_t>(length)) == 0)
            return true;
    }
    return false;
}

} // namespace

TwoColourSvg withBothColours(const QByteArray &light, const QByteArray &dark)
{
    TwoColourSvg out;
    QHash<QByteArray, QByteArray> names;
    QByteArray inLight;
    QByteArray inDark;
    qsizetype l = 0;
    qsizetype d = 0;
    while (l < light.size() && d < dark.size()) {
        if (light[l] != dark[d])
            return {};
        if (light[l] != '"' || !isOfColour(light, l)) {
            out.element += light[l];
            ++l, ++d;
            continue;
        }
        const qsizetype lightEnd = light.indexOf('"', l + 1);
        const qsizetype darkEnd = dark.indexOf('"', d + 1);
        const QByteArray lightValue = light.mid(l + 1, lightEnd - l - 1);
        const QByteArray darkValue = dark.mid(d + 1, darkEnd - d - 1);
        if (lightValue == darkValue) {
            out.element += '"' + lightValue + '"';
        } else {
            QByteArray &name = names[lightValue + ' ' + darkValue];
            if (name.isEmpty()) {
                name = "--d" + QByteArray::number(names.size());
                inLight += name + ':' + lightValue + ';';
                inDark += name + ':' + darkValue + ';';
            }
            out.element += "\"var(" + name + ")\"";
        }
        l = lightEnd + 1;
        d = darkEnd + 1;
    }
    if (l != light.size() || d != dark.size())
        return {};
    out.style = ".diagram{" + inLight + "}\n@media (prefers-color-scheme:dark){.diagram{" + inDark +
                "}}\n@media print{.diagram{" + inLight + "}}\n";
    return out;
}

} // namespace tw::preview
