package report

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/calico-network/terraform-provider-calico/internal/effect"
)

// Sizes in pixels.
const (
	cellSize   = 22
	letterSize = 7 // the width of a letter in a label, about
	headSize   = 58
	footSize   = 24
	mostLabel  = 38 // letters of a label
	mostLines  = 12 // lines of what a cell says
)

// Colours that people with colour blindness tell apart. Signs in the cells say it without colours.
const (
	openColour = "#d95f02"
	shutColour = "#1f6fb4"
	noColour   = "#eef0f2"
)

// drawing is a matrix as SVG.
type drawing struct {
	strings.Builder
	*matrix
	left, top, width, height int
}

func (r *report) svg(to io.Writer) error {
	d := &drawing{matrix: r.matrix()}
	longest := 0
	for _, row := range d.rows {
		longest = max(longest, utf8.RuneCountInString(shortLabel(row.label)))
	}
	const lean = 0.71 // the labels of columns lean by 45 degrees
	leaning := int(float64(longest*letterSize) * lean)
	side := len(d.rows) * cellSize
	d.left, d.top = longest*letterSize+24, headSize+leaning+16
	foot := r.feet(d.matrix)
	d.width = max(d.left+side+leaning+24, 560)
	d.height = d.top + side + footSize*len(foot) + 16
	d.begin(r)
	d.labels()
	for i := range d.rows {
		for j := range d.rows {
			d.cell(i, j)
		}
	}
	d.borders()
	for i, text := range foot {
		d.text(16, d.top+side+footSize*(i+1), "", text)
	}
	d.WriteString("</svg>\n")
	_, err := io.WriteString(to, d.String())
	return err
}

// feet are the lines below the matrix.
func (r *report) feet(m *matrix) (all []string) {
	if m.left > 0 {
		all = append(all, fmt.Sprintf("%s without a place here; the text report has all changes.",
			effect.Counted(m.left, "row is", "rows are")))
	}
	if n := len(r.Undecided); n > 0 {
		all = append(all, fmt.Sprintf("%s not evaluated, so not in the picture; the text report names each.",
			effect.Counted(n, "change of the plan is", "changes of the plan are")))
	}
	if n := len(r.Unmodelled); n > 0 {
		all = append(all, "Some things are not taken into account; the text report names them.")
	}
	return all
}

func (d *drawing) begin(r *report) {
	d.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" `+
		`font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1b1f24">`+"\n",
		d.width, d.height, d.width, d.height)
	d.printf("<title>%s</title>\n", html.EscapeString("Traffic in "+r.of+": "+r.Summary()))
	d.printf(`<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", d.width, d.height)
	d.text(16, 24, `font-size="15" font-weight="bold"`, sentence(r.Summary()))
	x := 16
	for _, entry := range []struct{ colour, sign, text string }{
		{openColour, "+", "opens"}, {shutColour, "−", "shuts"}, {noColour, "", "no change"},
	} {
		d.printf(`<rect x="%d" y="36" width="16" height="16" fill="%s"/>`, x, entry.colour)
		d.sign(x+8, 44, entry.sign)
		d.text(x+22, 48, "", entry.text)
		x += 90
	}
	d.text(x, 48, `fill="#57606a"`, "rows: from, columns: to")
}

func (d *drawing) printf(format string, args ...any) { _, _ = fmt.Fprintf(d, format, args...) }

func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

func (d *drawing) text(x, y int, attributes, text string) {
	d.printf(`<text x="%d" y="%d" %s>%s</text>`+"\n", x, y, attributes, html.EscapeString(text))
}

// sign writes + or − around a point.
func (d *drawing) sign(x, y int, sign string) {
	if sign != "" {
		d.text(x, y+5, `text-anchor="middle" font-weight="bold" font-size="14" fill="#ffffff"`, sign)
	}
}

func shortLabel(label string) string {
	if letters := []rune(label); len(letters) > mostLabel {
		return string(letters[:mostLabel-1]) + "…"
	}
	return label
}

// labels names rows and columns. The whole name shows where the pointer is.
func (d *drawing) labels() {
	for i, row := range d.rows {
		name, label := html.EscapeString(row.label), html.EscapeString(shortLabel(row.label))
		middle := i*cellSize + cellSize/2
		d.printf(`<text x="%d" y="%d" text-anchor="end">%s<title>%s</title></text>`+"\n",
			d.left-8, d.top+middle+4, label, name)
		d.printf(`<text transform="translate(%d %d) rotate(-45)">%s<title>%s</title></text>`+"\n",
			d.left+middle+4, d.top-8, label, name)
	}
}

// cell draws a cell. What opens and shuts has both colours.
func (d *drawing) cell(i, j int) {
	x, y, size := d.left+j*cellSize, d.top+i*cellSize, cellSize-2
	c := d.cells[[2]int{i, j}]
	if c == nil {
		d.printf(`<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", x, y, size, size, noColour)
		return
	}
	d.WriteString("<g>")
	switch middle := size / 2; {
	case len(c.shuts) == 0:
		d.printf(`<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`, x, y, size, size, openColour)
		d.sign(x+middle, y+middle, "+")
	case len(c.opens) == 0:
		d.printf(`<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`, x, y, size, size, shutColour)
		d.sign(x+middle, y+middle, "−")
	default:
		d.printf(`<path d="M%d %dh%dl-%d %dz" fill="%s"/>`, x, y, size, size, size, openColour)
		d.printf(`<path d="M%d %dv-%dl-%d %dz" fill="%s"/>`, x+size, y+size, size, size, size, shutColour)
		d.sign(x+size/4+1, y+size/4+1, "+")
		d.sign(x+size-size/4-1, y+size-size/4-2, "−")
	}
	d.printf("<title>%s</title></g>\n", html.EscapeString(c.lines()))
}

// lines says what changes in a cell.
func (c *cell) lines() string {
	var lines []string
	for _, text := range c.opens {
		lines = append(lines, "opens: "+text)
	}
	for _, text := range c.shuts {
		lines = append(lines, "shuts: "+text)
	}
	if rest := len(lines) - mostLines; rest > 1 {
		lines = append(slices.Clone(lines[:mostLines]), fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(lines, "\n")
}

// borders draws lines between the groups of rows, unless most rows are a group of their own.
func (d *drawing) borders() {
	side, groups := len(d.rows)*cellSize, map[string]bool{}
	for _, row := range d.rows {
		groups[row.group] = true
	}
	for i := 1; i < len(d.rows); i++ {
		if len(groups) > len(d.rows)/2 || d.rows[i].group == d.rows[i-1].group {
			continue
		}
		at := i*cellSize - 1
		d.printf(`<path d="M%d %dh%dM%d %dv%d" stroke="#8c959f" stroke-width="1"/>`+"\n",
			d.left, d.top+at, side, d.left+at, d.top, side)
	}
}
