import {
  to = calico_project_ippools.shop
  identity = {
    project = "shop"
  }
}
