// How many SMS a text makes, said below the composer while it is written. The same counting as kit/sms_parts.py.

const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
  "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED = "^{}\\[~]|€\f";

// A function that says the count of a text in the line; one that does nothing when there is no line.
export function partsLine(line) {
  if (!line) return () => {};
  return (text) => {
    const { parts, wide, left } = counted(`${line.dataset.before}${text.trim()}`.trim());
    const over = parts > Number(line.dataset.most);
    const said = over ? line.dataset.over : wide ? line.dataset.wide : line.dataset.usual;
    line.classList.toggle("over", over);
    line.textContent = said.replace("{n}", parts).replace("{left}", left);
  };
}

export function counted(text) {
  const signs = [...text];
  const wide = signs.some((sign) => !BASIC.includes(sign) && !EXTENDED.includes(sign));
  const size = (sign) => (wide ? sign.length : EXTENDED.includes(sign) ? 2 : 1);
  const [alone, joined] = wide ? [70, 67] : [160, 153];
  const whole = signs.reduce((sum, sign) => sum + size(sign), 0);
  if (!whole) return { parts: 0, wide: false, left: alone };
  if (whole <= alone) return { parts: 1, wide, left: alone - whole };
  let [parts, used] = [1, 0];
  for (const sign of signs) {
    if (used + size(sign) > joined) [parts, used] = [parts + 1, 0];
    used += size(sign);
  }
  return { parts, wide, left: joined - used };
}
