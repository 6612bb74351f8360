import {
  to = calico_workspace_isolation.blue
  identity = {
    workspace = "blue"
  }
}
