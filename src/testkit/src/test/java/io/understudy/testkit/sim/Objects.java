package io.understudy.testkit.sim;

import io.understudy.core.port.Bytes;
import java.util.List;

/** Kubernetes objects of the simulation, as stored. */
final class Objects {

  /**
   * @param owners UIDs
   */
  record Thing(String key, String uid, List<String> owners, String content) {

    Bytes etcdKey() {
      return Bytes.utf8(key);
    }

    Bytes value() {
      StringBuilder json = new StringBuilder(160);
      json.append(
          "{\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"x\",\"uid\":\"");
      json.append(uid).append("\",\"ownerReferences\":[");
      for (int i = 0; i < owners.size(); i++) {
        json.append(i == 0 ? "" : ",");
        json.append("{\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"name\":\"o\",\"uid\":\"");
        json.append(owners.get(i)).append("\"}");
      }
      json.append("]},\"data\":\"").append(content).append("\"}");
      return Bytes.utf8(json.toString());
    }
  }

  private Objects() {}
}
