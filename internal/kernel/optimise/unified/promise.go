package unified

// promise is a place and the least it can cost. For two stops it is that of one
// of them; half says where the other goes.
type promise struct {
	least  float64
	node   int32
	round  int16
	at     int16
	half   int16 // none for one stop
	window int16
}

// promises are a heap, the least first.
type promises []promise

func (h promises) arrange() {
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
}

func (h *promises) pop() promise {
	p, last := (*h)[0], len(*h)-1
	(*h)[0] = (*h)[last]
	*h = (*h)[:last]
	h.down(0)
	return p
}

func (h promises) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(h) {
			return
		}
		if child+1 < len(h) && h[child+1].least < h[child].least {
			child++
		}
		if h[i].least <= h[child].least {
			return
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}
