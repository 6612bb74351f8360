import {
  to = calico_workspace_isolation.blue
  id = "blue"
}
