import {
  to = calico_project_ippools.shop
  id = "shop"
}
