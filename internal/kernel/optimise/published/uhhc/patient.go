package uhhc

func (b *builder) patients() error {
	if len(b.file.Patients) == 0 {
		return b.text.Wrong([]any{"patients"}, "no patients are listed. List at least one under \"patients\".")
	}
	seen := map[string]bool{}
	for i := range b.file.Patients {
		f := &b.file.Patients[i]
		if f.ID == "" || seen[f.ID] {
			return b.wrong("patients", i, "patient %q is listed twice or has no id. Give each their own id.", f.ID)
		}
		seen[f.ID] = true
		if f.Place == nil || b.place[*f.Place] {
			return b.wrong("patients", i, "patient %s needs a distance_matrix_index of their own.", f.ID)
		}
		b.place[*f.Place] = true
		p := Patient{ID: f.ID, Place: *f.Place, Optional: f.Optional}
		for _, step := range []func(int, *patientFile, *Patient) error{b.windows, b.needs, b.sync, b.wishes} {
			if err := step(i, f, &p); err != nil {
				return err
			}
		}
		b.in.Patients = append(b.in.Patients, p)
	}
	return nil
}

func (b *builder) windows(i int, f *patientFile, p *Patient) error {
	for j := range f.Windows {
		w := &f.Windows[j]
		if !w.whole() || j > 0 && *w.Start <= p.Windows[j-1].Start {
			return b.wrong("patients", i, "patient %s needs time_windows with a start, from 0 up, and a later end, in order of their starts.", f.ID)
		}
		p.Windows = append(p.Windows, Window{*w.Start, *w.End})
	}
	if len(p.Windows) == 0 {
		return b.wrong("patients", i, "patient %s has no time_windows. Give at least one.", f.ID)
	}
	return nil
}

func (b *builder) needs(i int, f *patientFile, p *Patient) error {
	if n := len(f.Required); n != 1 && n != 2 {
		return b.wrong("patients", i, "patient %s has %d required_services; this benchmark has one or two. Correct the list.", f.ID, n)
	}
	for _, need := range f.Required {
		s, ok := b.service[need.Service]
		if !ok {
			return b.wrong("patients", i, "patient %s needs %q, which is not among the services. Add it there or correct it here.", f.ID, need.Service)
		}
		lasts := need.Duration
		if lasts == nil {
			lasts = b.file.Services[s].DefaultDuration
		}
		if lasts == nil || *lasts <= 0 {
			return b.wrong("patients", i, "patient %s needs a duration above 0 for service %s. Give it there or as the service's default_duration.", f.ID, need.Service)
		}
		p.Needs = append(p.Needs, Need{s, *lasts})
	}
	if len(p.Needs) == 2 && p.Needs[0].Service == p.Needs[1].Service {
		return b.wrong("patients", i, "patient %s needs service %s twice, so a solution could not say which is which. Name two services.", f.ID, f.Required[0].Service)
	}
	return nil
}

func (b *builder) sync(i int, f *patientFile, p *Patient) error {
	if len(p.Needs) == 1 {
		return nil
	}
	kind := ""
	if f.Sync != nil {
		kind = f.Sync.Type
	}
	switch kind {
	case "simultaneous":
		p.Sync = Simultaneous
	case "independent":
		p.Sync = Independent
	case "sequential":
		p.Sync = Sequential
		d := f.Sync.Distance
		if d == nil || d.Min < 0 || d.Min > d.Max {
			return b.wrong("patients", i, "patient %s is sequential and needs a distance with min, from 0 up, and max, no smaller.", f.ID)
		}
		p.MinGap, p.MaxGap = d.Min, d.Max
	default:
		return b.wrong("patients", i, "patient %s needs two services, so synchronization must have the type simultaneous, sequential or independent.", f.ID)
	}
	return nil
}

func (b *builder) wishes(i int, f *patientFile, p *Patient) error {
	for _, list := range []struct {
		from []string
		to   *[]bool
	}{{f.Preferred, &p.Preferred}, {f.Incompatible, &p.Incompatible}} {
		if list.from == nil {
			continue
		}
		*list.to = make([]bool, len(b.in.Caregivers))
		for _, id := range list.from {
			c, ok := b.caregiver[id]
			if !ok {
				return b.wrong("patients", i, "patient %s names %q, who is not among the caregivers. Correct it.", f.ID, id)
			}
			(*list.to)[c] = true
		}
	}
	return nil
}
