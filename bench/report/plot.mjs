import { label } from './growth.mjs';

const [width, height] = [640, 360];
const [left, right, top, bottom] = [56, 150, 40, 48];
const colours = ['#1b6ca8', '#c2571a', '#3f7d3a', '#7a4fa3', '#666666'];

/**
 * CPU per request against steps that are evenly apart (a logarithmic axis, for powers of ten), with the least and the most.
 * @param lines { name, points: results } @returns SVG
 */
export function plot(title, lines) {
  const drawn = lines.map(({ name, points }) => ({ name, points: points.filter(({ cpu }) => cpu !== undefined) }));
  const steps = lines[0].points.map(({ step }) => step);
  const highest = ceiling(Math.max(...drawn.flatMap(({ points }) => points.map(({ cpu }) => cpu.max))));
  const x = step => left + ((width - left - right) * steps.indexOf(step)) / Math.max(1, steps.length - 1);
  const y = value => height - bottom - ((height - top - bottom) * value) / highest;
  const heading = `CPU per request in microseconds, by ${title}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${heading}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(left, 20, 'start', heading),
    ...[0, 1, 2, 3, 4].map(quarter => gridLine(y, (highest * quarter) / 4)),
    ...steps.map(step => text(x(step), height - bottom + 20, 'middle', label(step))),
    ...drawn.map((line, index) => curve(line, colours[index % colours.length], x, y)),
    ...drawn.map((line, index) =>
      text(width - right + 12, top + 12 + 18 * index, 'start', line.name, colours[index % colours.length]),
    ),
    '</svg>\n',
  ].join('\n');
}

/** The next number above that divides well by four. */
function ceiling(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 8, 10].map(factor => factor * unit).find(bound => bound >= value);
}

function gridLine(y, value) {
  const line = `<line x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/>`;
  return line + text(left - 8, y(value) + 4, 'end', String(value));
}

function curve({ points }, colour, x, y) {
  const path = points.map(({ step, cpu }, index) => `${index === 0 ? 'M' : 'L'}${x(step)} ${y(cpu.median).toFixed(1)}`).join('');
  const spreads = points.map(
    ({ step, cpu }) =>
      `<path d="M${x(step)} ${y(cpu.min).toFixed(1)}V${y(cpu.max).toFixed(1)}" stroke="${colour}" stroke-opacity="0.5"/>` +
      `<circle cx="${x(step)}" cy="${y(cpu.median).toFixed(1)}" r="3" fill="${colour}"/>`,
  );
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${spreads.join('')}`;
}

function text(x, y, anchor, content, colour = '#333') {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}">${content}</text>`;
}
