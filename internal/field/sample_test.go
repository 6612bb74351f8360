package field

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// color is an enumeration, and size has a textual form.
type color string

type size struct{ feet int }

func (s size) String() string { return fmt.Sprint(s.feet) }

var sizeText = Spelling[size]{parseSize, size.String}

func parseSize(text string) (size, error) {
	var s size
	_, err := fmt.Sscanf(text, "%d", &s.feet)
	return s, err
}

type part struct {
	Note   string
	Colors []color
}

type corner struct {
	Left, Right *int
	Round       *bool
	Tags        map[string]string
}

type mark struct{ Text, Tone string }

// sample has a field of every type.
type sample struct {
	Name   string
	Color  color
	Alias  *color
	On     bool
	Off    *bool
	Count  int
	Limit  *int
	Weight *float64
	Size   *size
	Colors []color
	Steps  []string
	Sizes  []size
	Notes  map[string]string
	Labels map[string]string
	Part   part
	Spare  *part
	Parts  []part
	Corner *corner
	Marks  []mark
	Twice  int
}

// sampleFields are the fields of a resource, with nested attributes of dynamic type.
func sampleFields(s *sample) Fields { return declaredSample(s).Dynamic(sampleStructure) }

var sampleStructure = NewStructure(declaredSample(new(sample)))

func declaredSample(s *sample) Fields {
	return Fields{
		String("name", &s.Name, "Name.", Required, Immutable),
		String("color", &s.Color, "Color.", OneOf[color]("red", "blue"), Default[color]("red")),
		OptString("alias", &s.Alias, "Alias."),
		Bool("on", &s.On, "On."),
		OptBool("off", &s.Off, "Off."),
		Int("count", &s.Count, "Count."),
		OptInt("limit", &s.Limit, "Limit."),
		OptFloat("weight", &s.Weight, "Weight."),
		OptText("size", &s.Size, sizeText, "Size."),
		Strings("colors", &s.Colors, "Colors.", Unordered, Each(OneOf[color]("red", "green", "blue"))),
		Strings("steps", &s.Steps, "Steps.", MayBeEmpty, Each(EqualBy(strings.ToLower))),
		Texts("sizes", &s.Sizes, sizeText, "Sizes.", Unordered),
		Map("notes", &s.Notes, "Notes."),
		SharedMap("labels", &s.Labels, "Labels.", []string{"system"}),
		Group("part", &s.Part, partFields, "Part.", MayBeEmpty),
		OptGroup("spare", &s.Spare, partFields, "Spare part."),
		List("parts", &s.Parts, partFields, "Parts.", MayBeEmpty),
		OptGroup("corner", &s.Corner, cornerFields, "Corner.").NotEmpty("Say which."),
		List("marks", &s.Marks, markFields, "Marks."),
		Int("twice", &s.Twice, "Twice the count.", Derive("twice `count`", func() int { return 2 * s.Count }, "count")),
	}
}

func partFields(p *part) Fields {
	return Fields{
		String("note", &p.Note, "Note.", Normalize(strings.TrimSpace)),
		Strings("colors", &p.Colors, "Colors.", Unordered),
	}
}

func cornerFields(c *corner) Fields {
	return Fields{
		OptInt("left", &c.Left, "Left."), OptInt("right_hand", &c.Right, "Right."),
		OptBool("round", &c.Round, "Round."), Map("tags", &c.Tags, "Tags."),
	}
}

func markFields(m *mark) Fields {
	return Fields{
		String("text", &m.Text, "Text.", Required),
		String("tone", &m.Tone, "Tone.", Normalize(strings.TrimSpace)),
	}
}

var sampleType = objectOf(sampleFields(new(sample)).Describe(nil))

func objectOf(attributes []Attribute) tftypes.Type {
	types := map[string]tftypes.Type{}
	for _, a := range attributes {
		types[a.Name] = map[Type]tftypes.Type{
			TypeString: tftypes.String, TypeBool: tftypes.Bool, TypeInt: tftypes.Number, TypeNumber: tftypes.Number,
			TypeStrings: tftypes.List{ElementType: tftypes.String}, TypeMap: tftypes.Map{ElementType: tftypes.String},
			TypeObject: objectOf(a.Nested), TypeObjects: tftypes.List{ElementType: objectOf(a.Nested)},
		}[a.Type]
		if a.Dynamic {
			types[a.Name] = tftypes.DynamicPseudoType
		}
	}
	return tftypes.Object{AttributeTypes: types}
}

func full() *sample {
	on, limit, weight, alias := true, 0, 0.5, color("ruby")
	return &sample{
		Name: "a", Color: "blue", Alias: &alias, On: true, Off: &on, Count: 3, Limit: &limit, Weight: &weight,
		Size: &size{9}, Colors: []color{"red", "green"}, Steps: []string{"one", "two"}, Sizes: []size{{1}, {2}},
		Notes: map[string]string{"k": ""}, Labels: map[string]string{"team": "a"},
		Part: part{Note: "p"}, Spare: &part{}, Parts: []part{{Note: "x"}, {Colors: []color{"red"}}}, Twice: 6,
		Corner: &corner{Left: &limit}, Marks: []mark{{Text: "m"}, {"n", "t"}},
	}
}
